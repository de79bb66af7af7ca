// The dialogs behind what can be done with a token.

import { Modal } from "@mantine/core";
import type { Token } from "../../api/read-token.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Question } from "../../parts/question.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { type ConsoleTexts, useTexts } from "../../texts/texts.ts";
import {
  AssignForm,
  DescribeForm,
  DevicePinForm,
  LimitsForm,
  PinForm,
  ResyncForm,
  type TokenFormProps,
} from "./token-forms.tsx";

export type Asking = Ask | Form;
type Ask = keyof ConsoleTexts["tokens"]["actions"]["ask"];
type Form = "describe" | "limits" | "pin" | "devicePin" | "resync" | "assign";

type TokenDialogProps = {
  readonly asking: Asking;
  readonly token: Token;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
};

const forms: Readonly<Record<Form, (props: TokenFormProps) => React.ReactNode>> = {
  describe: DescribeForm,
  limits: LimitsForm,
  pin: PinForm,
  devicePin: DevicePinForm,
  resync: ResyncForm,
  assign: AssignForm,
};

export function TokenDialog(props: TokenDialogProps) {
  const { asking, ...rest } = props;
  if (asking === "disable" || asking === "unassign" || asking === "unpair" || asking === "remove") {
    return <AskDialog asking={asking} {...rest} />;
  }
  return <FormDialog asking={asking} {...rest} />;
}

function AskDialog({ asking, token, onClose, onRemoved }: TokenDialogProps & { readonly asking: Ask }) {
  const words = useTexts().tokens.actions;
  const { server } = useConsole();
  const deed = useDeed();
  const deeds = {
    disable: () => server.disable(token.serial),
    unassign: () => server.unassign(token.serial),
    unpair: () => server.unpair(token.serial),
    remove: () => server.removeToken(token.serial),
  };
  const confirm = async () => {
    if (!(await deed.run(deeds[asking], words.done[asking]))) return;
    if (asking === "remove") onRemoved();
    else onClose();
  };
  return (
    <Question
      title={words.ask[asking](token.serial)}
      confirmLabel={words[asking]}
      danger={asking === "remove"}
      deed={deed}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {words.warning[asking]}
    </Question>
  );
}

function FormDialog({
  asking,
  token,
  onClose,
}: Omit<TokenDialogProps, "onRemoved"> & { readonly asking: Form }) {
  const words = useTexts().tokens.actions;
  const deed = useDeed();
  const Fields = forms[asking];
  const save = async (work: () => Promise<unknown>) => {
    if (await deed.run(work, words.done[asking])) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`${words[asking]}: ${token.serial}`}>
      <ConsoleProblem key={deed.failures} problem={deed.problem} />
      <Fields token={token} busy={deed.busy} onSave={(work) => void save(work)} />
    </Modal>
  );
}
