// The dialog for whatever is being done with a token.

import { Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { ApiProblem } from "../../../shared/api/envelope.ts";
import { ConfirmDialog } from "../../../shared/layout/confirm-dialog.tsx";
import { ErrorNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import type { Context } from "../../api/read-context.ts";
import type { Token } from "../../api/read-token.ts";
import { usePortal } from "../../session/portal-context.tsx";
import { type PortalTexts, useTexts } from "../../texts/texts.ts";
import { tokenName } from "../../token-words.tsx";
import { AppPinForm, PinForm, RenameForm, ResyncForm, TestForm } from "./action-forms.tsx";
import type { ActionProblem, ActionState } from "./action-state.ts";
import type { TokenAction } from "./token-actions.ts";
import type { TokenActions } from "./use-token-action.ts";

type ActionDialogProps = {
  readonly actions: TokenActions;
  readonly context: Context;
  readonly tokens: readonly Token[];
};

export type OpenAction = Extract<ActionState, { readonly at: "open" }>;

const asked: readonly TokenAction[] = ["delete", "disable", "unassign"];
const immediate: readonly TokenAction[] = ["enable", "reset"];

export function ActionDialog({ actions, context, tokens }: ActionDialogProps) {
  const { state } = actions;
  if (state.at === "idle") return null;
  // These happen at once; only what went wrong is worth a dialog.
  if (immediate.includes(state.action) && state.problem === undefined) return null;
  if (asked.includes(state.action))
    return <Question actions={actions} state={state} last={tokens.length === 1} />;
  return <FormDialog actions={actions} state={state} context={context} />;
}

type FormDialogProps = {
  readonly actions: TokenActions;
  readonly state: OpenAction;
  readonly context: Context;
};

function FormDialog({ actions, state, context }: FormDialogProps) {
  const texts = useTexts();
  const { server } = usePortal();
  const { action, token } = state;
  const title = `${texts.actions[action]}: ${tokenName(token, texts)}`;
  const form: Partial<Record<TokenAction, ReactNode>> = {
    rename: (
      <RenameForm
        state={state}
        onSubmit={(name) => void actions.run(action, () => server.describe(token.serial, name))}
      />
    ),
    setPin: (
      <PinForm
        state={state}
        rules={context.pinRules}
        onSubmit={(pin) => void actions.run(action, () => server.setPin(token.serial, pin))}
      />
    ),
    setAppPin: (
      <AppPinForm
        state={state}
        onSubmit={(pin) => void actions.run(action, () => server.setAppPin(token.serial, pin))}
      />
    ),
    test: <TestForm state={state} actions={actions} />,
    resync: (
      <ResyncForm
        state={state}
        onSubmit={(otps) => void actions.run(action, () => server.resync(token.serial, otps))}
      />
    ),
  };
  return (
    <Modal opened onClose={actions.close} title={title}>
      <Stack>
        <ActionProblemNote state={state} />
        {form[action]}
      </Stack>
    </Modal>
  );
}

type QuestionProps = {
  readonly actions: TokenActions;
  readonly state: OpenAction;
  /** It is the person's only token. */
  readonly last: boolean;
};

function Question({ actions, state, last }: QuestionProps) {
  const texts = useTexts();
  const { server } = usePortal();
  const { action, token, problem } = state;
  const { title, warning } = questionWords(action, tokenName(token, texts), texts);
  const deeds: Partial<Record<TokenAction, () => Promise<boolean>>> = {
    delete: () => server.remove(token.serial),
    disable: () => server.disable(token.serial),
    unassign: () => server.unassign(token.serial),
  };
  const deed = deeds[action];
  return (
    <ConfirmDialog
      opened
      title={title}
      confirmLabel={texts.actions[action]}
      danger={action === "delete"}
      busy={state.busy}
      problem={serverProblem(problem)}
      onConfirm={() => deed !== undefined && void actions.run(action, deed)}
      onCancel={actions.close}
    >
      <p>{warning}</p>
      {last && <p>{texts.actions.deleteLast}</p>}
      {problem?.kind === "gone" && <ErrorNote what={texts.actions.gone} next={texts.actions.goneNext} />}
    </ConfirmDialog>
  );
}

function questionWords(action: TokenAction, name: string, texts: PortalTexts) {
  const words = texts.actions;
  if (action === "delete") return { title: words.deleteTitle(name), warning: words.deleteWarning };
  if (action === "disable") return { title: words.disableTitle(name), warning: words.disableWarning };
  return { title: words.unassignTitle(name), warning: words.unassignWarning };
}

function serverProblem(problem: ActionProblem | undefined): ApiProblem | undefined {
  return problem?.kind === "server" ? problem.problem : undefined;
}

function ActionProblemNote(props: { readonly state: OpenAction }) {
  const texts = useTexts();
  const { problem, failures, action } = props.state;
  if (problem === undefined) return null;
  // A new key makes it a new element, which is spoken again.
  if (problem.kind === "server") return <ProblemNote key={failures} problem={problem.problem} />;
  const words = texts.actions;
  if (problem.kind === "gone") return <ErrorNote key={failures} what={words.gone} next={words.goneNext} />;
  return action === "resync" ? (
    <ErrorNote key={failures} what={words.resyncWrong} next={words.resyncWrongNext} />
  ) : (
    <ErrorNote key={failures} what={words.testWrong} next={words.testWrongNext} />
  );
}
