// The forms that change a token: description, validity and uses, PIN, resynchronization, owner.

import { Button, Group, NumberInput, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Token } from "../../api/read-token.ts";
import { fromField, toField } from "../../parts/moments.ts";
import { type Chosen, PersonPicker } from "../../parts/person-picker.tsx";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./tokens.module.css";

export type TokenFormProps = {
  readonly token: Token;
  readonly busy: boolean;
  readonly onSave: (work: () => Promise<unknown>) => void;
};

type FrameProps = {
  readonly busy: boolean;
  readonly submitLabel: string;
  readonly disabled?: boolean;
  readonly onSubmit: (text: (name: string) => string) => void;
  readonly children: ReactNode;
};

function Frame({ busy, submitLabel, disabled, onSubmit, children }: FrameProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit((name) => String(form.get(name) ?? "").trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {children}
        <Group justify="flex-end">
          <Button type="submit" loading={busy} disabled={disabled === true}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** As long as the server keeps them. */
const longestDescription = 80;

export function DescribeForm({ token, busy, onSave }: TokenFormProps) {
  const texts = useTexts();
  const { server } = useConsole();
  return (
    <Frame
      busy={busy}
      submitLabel={texts.save}
      onSubmit={(text) => onSave(() => server.setToken(token.serial, { description: text("description") }))}
    >
      <TextInput
        name="description"
        label={texts.tokens.description}
        defaultValue={token.description}
        maxLength={longestDescription}
        data-autofocus
      />
    </Frame>
  );
}

export function LimitsForm({ token, busy, onSave }: TokenFormProps) {
  const texts = useTexts();
  const words = texts.tokens;
  const { server } = useConsole();
  const save = (text: (name: string) => string) =>
    onSave(() =>
      server.setValidity(token.serial, {
        validityPeriodStart: fromField(text("from")),
        validityPeriodEnd: fromField(text("until")),
        countAuthSuccessMax: text("successes") || "unlimited",
        countAuthMax: text("attempts") || "unlimited",
      }),
    );
  return (
    <Frame busy={busy} submitLabel={texts.save} onSubmit={save}>
      <p>{words.actions.limitsHelp}</p>
      <div className={styles.two}>
        <TextInput
          type="datetime-local"
          name="from"
          label={words.validFrom}
          defaultValue={toField(token.validFrom)}
        />
        <TextInput
          type="datetime-local"
          name="until"
          label={words.validUntil}
          defaultValue={toField(token.validUntil)}
        />
        <NumberInput
          name="successes"
          label={words.successLimit}
          defaultValue={token.successLimit ?? ""}
          min={1}
          allowDecimal={false}
          hideControls
        />
        <NumberInput
          name="attempts"
          label={words.attemptLimit}
          defaultValue={token.attemptLimit ?? ""}
          min={1}
          allowDecimal={false}
          hideControls
        />
      </div>
    </Frame>
  );
}

export function PinForm({ token, busy, onSave }: TokenFormProps) {
  const words = useTexts().tokens;
  const { server } = useConsole();
  return (
    <Frame
      busy={busy}
      submitLabel={words.actions.pin}
      onSubmit={(text) => onSave(() => server.setToken(token.serial, { pin: text("pin") }))}
    >
      <PasswordInput
        name="pin"
        label={words.newPin}
        description={words.newPinHelp}
        autoComplete="new-password"
        data-autofocus
      />
    </Frame>
  );
}

/** What an mOTP app computes with, beside its key. */
export function DevicePinForm({ token, busy, onSave }: TokenFormProps) {
  const words = useTexts().tokens;
  const { server } = useConsole();
  return (
    <Frame
      busy={busy}
      submitLabel={words.actions.devicePin}
      onSubmit={(text) => onSave(() => server.setDevicePin(token.serial, text("devicePin")))}
    >
      <PasswordInput
        name="devicePin"
        label={words.devicePin}
        description={words.devicePinHelp}
        autoComplete="new-password"
        required
        data-autofocus
      />
    </Frame>
  );
}

/** A refusal that is an answer: the codes do not fit. */
export function ResyncForm({ token, busy, onSave }: TokenFormProps) {
  const words = useTexts().tokens;
  const { server } = useConsole();
  const [wrong, setWrong] = useState(false);
  const submit = async (otp1: string, otp2: string) => {
    const fits = await server.resync(token.serial, { otp1, otp2 });
    if (fits) return onSave(async () => undefined);
    setWrong(true);
  };
  return (
    <Frame
      busy={busy}
      submitLabel={words.actions.resync}
      onSubmit={(text) => {
        submit(text("otp1"), text("otp2")).catch((error: unknown) => onSave(() => Promise.reject(error)));
      }}
    >
      <p>{words.resyncHelp}</p>
      <div className={styles.two}>
        <TextInput
          name="otp1"
          label={words.firstCode}
          required
          autoComplete="off"
          error={wrong ? words.resyncWrong : undefined}
        />
        <TextInput name="otp2" label={words.secondCode} required autoComplete="off" />
      </div>
    </Frame>
  );
}

export function AssignForm({ token, busy, onSave }: TokenFormProps) {
  const words = useTexts().tokens;
  const { server } = useConsole();
  const [chosen, setChosen] = useState<Chosen>();
  const save = () => {
    if (chosen === undefined) return;
    const { person, realm } = chosen;
    onSave(() => server.assign(token.serial, { user: person.login, realm }));
  };
  return (
    <Frame busy={busy} submitLabel={words.actions.assign} disabled={chosen === undefined} onSubmit={save}>
      {token.owner !== "" && <p>{words.assignHelp(token.owner)}</p>}
      <PersonPicker chosen={chosen} onChoose={setChosen} />
    </Frame>
  );
}
