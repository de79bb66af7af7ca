// What is asked for in the dialogs of a token: a name, a PIN, a code, two codes.

import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useState } from "react";
import { useSharedTexts } from "../../../shared/language/language-provider.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { provePasskey } from "../../api/prove-passkey.ts";
import type { PinRules } from "../../api/read-context.ts";
import { CodeField } from "../../code-field.tsx";
import { PasskeyButton } from "../../passkey-button.tsx";
import { checkPins, type PinFaults } from "../../pin-faults.ts";
import { PinFields } from "../../pin-fields.tsx";
import { usePortal } from "../../session/portal-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { tidyCode } from "../login/login-state.ts";
import type { OpenAction } from "./action-dialog.tsx";
import type { TokenActions } from "./use-token-action.ts";

/** As long as the server keeps a description (contract: 80 characters). */
export const nameLength = 80;

type FormProps = {
  readonly state: OpenAction;
  readonly submitLabel: string;
  readonly onSubmit: (form: FormData) => void;
  readonly children: ReactNode;
};

function ActionForm({ state, submitLabel, onSubmit, children }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {children}
        <Group justify="flex-end">
          <Button type="submit" loading={state.busy}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? "");

type RenameFormProps = { readonly state: OpenAction; readonly onSubmit: (name: string) => void };

export function RenameForm({ state, onSubmit }: RenameFormProps) {
  const texts = useTexts();
  return (
    <ActionForm
      state={state}
      submitLabel={texts.actions.save}
      onSubmit={(form) => onSubmit(textOf(form, "name").trim())}
    >
      <TextInput
        name="name"
        label={texts.actions.renameLabel}
        description={texts.actions.renameHint}
        defaultValue={state.token.description}
        maxLength={nameLength}
        autoComplete="off"
        data-autofocus
      />
    </ActionForm>
  );
}

type PinFormProps = {
  readonly state: OpenAction;
  readonly rules: PinRules;
  readonly onSubmit: (pin: string) => void;
};

export function PinForm({ state, rules, onSubmit }: PinFormProps) {
  const texts = useTexts();
  const [faults, setFaults] = useState<PinFaults>({});
  const check = (form: FormData) => {
    const { pin, faults: found } = checkPins(form, { rules, optional: false });
    setFaults(found);
    if (Object.keys(found).length === 0) onSubmit(pin);
  };
  return (
    <ActionForm state={state} submitLabel={texts.actions.save} onSubmit={check}>
      <PinFields rules={rules} faults={faults} optional={false} />
    </ActionForm>
  );
}

type AppPinFormProps = { readonly state: OpenAction; readonly onSubmit: (pin: string) => void };

/** What an mOTP app computes with: it has to be the same here and there. */
export function AppPinForm({ state, onSubmit }: AppPinFormProps) {
  const texts = useTexts();
  return (
    <ActionForm
      state={state}
      submitLabel={texts.actions.save}
      onSubmit={(form) => onSubmit(textOf(form, "appPin"))}
    >
      <PasswordInput
        name="appPin"
        label={texts.add.appPin}
        description={texts.add.appPinHint}
        autoComplete="off"
        required
        data-autofocus
      />
    </ActionForm>
  );
}

type TestFormProps = { readonly state: OpenAction; readonly actions: TokenActions };

export function TestForm({ state, actions }: TestFormProps) {
  const texts = useTexts();
  const shared = useSharedTexts();
  const { server } = usePortal();
  const { token, challenge } = state;
  if (token.type === "fido2") {
    const prove = () => provePasskey(server, token.serial);
    return (
      <PasskeyButton
        label={texts.passkey.tryIt}
        busy={state.busy}
        onClick={() => void actions.run("test", prove)}
      />
    );
  }
  const sends = token.type === "sms" || token.type === "email";
  if (sends && challenge === undefined) {
    return state.busy ? (
      <Waiting />
    ) : (
      <Button onClick={() => void actions.sendCode(token)}>{shared.tryAgain}</Button>
    );
  }
  const transactionid = challenge?.transactionId ?? "";
  const prove = (otp: string) =>
    transactionid === ""
      ? server.verify(token.serial, otp)
      : server.verifyChallenge(token.serial, { transactionid, otp });
  return (
    <ActionForm
      state={state}
      submitLabel={texts.actions.testSubmit}
      onSubmit={(form) => void actions.run("test", () => prove(tidyCode(textOf(form, "otp"))))}
    >
      <CodeField
        name="otp"
        label={texts.add.code}
        description={sends ? texts.actions.testLeadSent : texts.actions.testLead}
        type={token.type}
        failures={state.failures}
        takeFocus
      />
    </ActionForm>
  );
}

type ResyncFormProps = {
  readonly state: OpenAction;
  readonly onSubmit: (otps: { readonly otp1: string; readonly otp2: string }) => void;
};

export function ResyncForm({ state, onSubmit }: ResyncFormProps) {
  const texts = useTexts();
  return (
    <ActionForm
      state={state}
      submitLabel={texts.actions.resync}
      onSubmit={(form) =>
        onSubmit({ otp1: tidyCode(textOf(form, "otp1")), otp2: tidyCode(textOf(form, "otp2")) })
      }
    >
      <p>{texts.actions.resyncLead}</p>
      <CodeField
        name="otp1"
        label={texts.actions.resyncFirst}
        type={state.token.type}
        failures={state.failures}
        takeFocus
      />
      <CodeField name="otp2" label={texts.actions.resyncSecond} type={state.token.type} />
    </ActionForm>
  );
}
