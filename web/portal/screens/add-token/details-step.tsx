// What the server must know before it can make the token.

import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ErrorNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { PinFields } from "../../pin-fields.tsx";
import { useTexts } from "../../texts/texts.ts";
import { typeName } from "../../token-words.tsx";
import { nameLength } from "../tokens/action-forms.tsx";
import styles from "./add-token.module.css";
import { type DetailFaults, readDetails } from "./details.ts";
import type { EnrollmentProblem } from "./enrollment-state.ts";
import type { Kind } from "./kinds.ts";
import type { Enrollment } from "./use-enrollment.ts";

type DetailsStepProps = {
  readonly context: Context;
  readonly kind: Kind;
  readonly enrollment: Enrollment;
};

export function DetailsStep({ context, kind, enrollment }: DetailsStepProps) {
  const texts = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const [faults, setFaults] = useState<DetailFaults>({});
  const { state, dispatch } = enrollment;
  useEffect(() => {
    const first = Object.keys(faults).length > 0 && form.current?.querySelector('[aria-invalid="true"]');
    if (first instanceof HTMLElement) first.focus();
  }, [faults]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const details = readDetails(kind, new FormData(event.currentTarget), context);
    setFaults(details.faults);
    if (Object.keys(details.faults).length === 0) void enrollment.enroll(kind, details);
  };
  return (
    <Surface>
      <PageTitle
        title={typeName(kind, texts)}
        lead={texts.add.detailsLead[kind]}
        takeFocus={kind !== "yubico"}
      />
      <form className={styles.form} ref={form} onSubmit={submit} noValidate>
        <Stack>
          <DetailsProblem key={state.failures} problem={state.problem} />
          {kind === "sms" && <PhoneField context={context} fault={faults.phone} />}
          {kind === "email" && <EmailField context={context} fault={faults.email} />}
          {kind === "motp" && <MotpFields faults={faults} />}
          {kind === "yubico" && <YubicoField fault={faults.yubicoId} />}
          {kind === "pw" && <PasswordFields faults={faults} />}
          <TextInput
            name="name"
            label={texts.add.name}
            description={texts.add.nameHint}
            maxLength={nameLength}
            autoComplete="off"
          />
          {context.actions.includes("setOTPPIN") && (
            <PinFields rules={context.pinRules} faults={faults} optional />
          )}
          <Group justify="space-between">
            <Button variant="default" onClick={() => dispatch({ type: "back" })} disabled={state.busy}>
              {texts.add.back}
            </Button>
            <Button type="submit" loading={state.busy}>
              {texts.add.next}
            </Button>
          </Group>
        </Stack>
      </form>
    </Surface>
  );
}

function DetailsProblem(props: { readonly problem: EnrollmentProblem | undefined }) {
  const texts = useTexts();
  const { problem } = props;
  if (problem === undefined) return null;
  if (problem.kind === "server") return <ProblemNote problem={problem.problem} />;
  return <ErrorNote what={texts.add.limitReached} next={texts.add.limitNext} />;
}

type PhoneFieldProps = { readonly context: Context; readonly fault: DetailFaults["phone"] };

function PhoneField({ context, fault }: PhoneFieldProps) {
  const texts = useTexts();
  const fixed = !context.mayEditPhone;
  const missing = fixed ? texts.add.phoneMissing : texts.fields.required;
  return (
    <TextInput
      name="phone"
      type="tel"
      label={texts.add.phone}
      description={fixed ? texts.add.phoneFixed : undefined}
      readOnly={fixed}
      defaultValue={context.user.mobile}
      autoComplete="tel"
      error={fault && (fault === "missing" ? missing : texts.fields.phoneInvalid)}
    />
  );
}

type EmailFieldProps = { readonly context: Context; readonly fault: DetailFaults["email"] };

function EmailField({ context, fault }: EmailFieldProps) {
  const texts = useTexts();
  const fixed = !context.mayEditEmail;
  const missing = fixed ? texts.add.emailMissing : texts.fields.required;
  return (
    <TextInput
      name="email"
      type="email"
      label={texts.add.email}
      description={fixed ? texts.add.emailFixed : undefined}
      readOnly={fixed}
      defaultValue={context.user.email}
      autoComplete="email"
      error={fault && (fault === "missing" ? missing : texts.fields.emailInvalid)}
    />
  );
}

function PasswordFields(props: { readonly faults: DetailFaults }) {
  const texts = useTexts();
  const { faults } = props;
  return (
    <>
      <PasswordInput
        name="password"
        label={texts.add.password}
        autoComplete="new-password"
        error={faults.password && texts.fields.required}
      />
      <PasswordInput
        name="passwordRepeat"
        label={texts.add.passwordRepeat}
        autoComplete="new-password"
        error={faults.passwordRepeat && texts.fields.passwordsDiffer}
      />
    </>
  );
}

function YubicoField({ fault }: { readonly fault: DetailFaults["yubicoId"] }) {
  const texts = useTexts();
  const field = useRef<HTMLInputElement>(null);
  // The key types wherever the cursor is.
  useEffect(() => field.current?.focus(), []);
  return (
    <TextInput
      ref={field}
      name="yubicoId"
      label={texts.add.yubicoId}
      description={texts.add.yubicoIdHint}
      autoComplete="off"
      spellCheck={false}
      error={fault && (fault === "missing" ? texts.fields.required : texts.fields.yubicoIdInvalid)}
      // Its button ends the code with Enter, which must not send the form before it was read.
      onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
    />
  );
}

function MotpFields(props: { readonly faults: DetailFaults }) {
  const texts = useTexts();
  const { appKey, appPin } = props.faults;
  return (
    <>
      <TextInput
        name="appKey"
        label={texts.add.appKey}
        description={texts.add.appKeyHint}
        autoComplete="off"
        spellCheck={false}
        error={appKey && (appKey === "missing" ? texts.fields.required : texts.fields.appKeyInvalid)}
      />
      <PasswordInput
        name="appPin"
        label={texts.add.appPin}
        description={texts.add.appPinHint}
        autoComplete="off"
        error={appPin && texts.fields.required}
      />
    </>
  );
}
