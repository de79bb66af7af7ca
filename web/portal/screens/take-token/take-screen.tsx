// Taking over a token that lies on the desk: by its serial number, or by a code that it shows.

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useSharedTexts } from "../../../shared/language/language-provider.tsx";
import { ErrorNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { CodeField } from "../../code-field.tsx";
import { checkPins, type PinFaults } from "../../pin-faults.ts";
import { PinFields } from "../../pin-fields.tsx";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import { nameLength } from "../tokens/action-forms.tsx";
import type { TakeState } from "./take-state.ts";
import { useTake } from "./use-take.ts";

export function TakeScreen({ context }: { readonly context: Context }) {
  const texts = useTexts();
  const words = texts.taking;
  const { state, dispatch, look, take } = useTake();
  const [faults, setFaults] = useState<PinFaults>({});
  const form = useRef<HTMLFormElement>(null);
  const refusals = state.failures.take;
  useEffect(() => {
    if (refusals > 0 || state.found) focusOn(form.current, "input");
  }, [refusals, state.found]);
  useEffect(() => {
    if (Object.keys(faults).length > 0) focusOn(form.current, '[aria-invalid="true"]');
  }, [faults]);
  const mayPin = context.actions.includes("setOTPPIN");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const pins = mayPin
      ? checkPins(form, { rules: context.pinRules, optional: true })
      : { pin: "", faults: {} };
    setFaults(pins.faults);
    if (Object.keys(pins.faults).length > 0) return;
    take(String(form.get("name") ?? "").trim(), pins.pin);
  };
  return (
    <Surface>
      <PageTitle title={words.title} lead={words.lead} />
      <Stack>
        <Problem key={`${state.failures.look} ${refusals}`} state={state} />
        {context.actions.includes("getserial") && <Finder state={state} onLook={(code) => void look(code)} />}
        <form ref={form} onSubmit={submit} noValidate>
          <Stack>
            <TextInput
              label={texts.tokens.serial}
              description={words.serialHint}
              value={state.serial}
              onChange={(event) => dispatch({ type: "typed", serial: event.currentTarget.value })}
              autoComplete="off"
              spellCheck={false}
              error={state.problem?.kind === "missing" ? texts.fields.required : undefined}
            />
            <TextInput
              name="name"
              label={texts.add.name}
              description={texts.add.nameHint}
              maxLength={nameLength}
              autoComplete="off"
            />
            {mayPin && <PinFields rules={context.pinRules} faults={faults} optional />}
            <Group justify="space-between">
              <Button component="a" variant="default" href={addresses.add}>
                {texts.add.back}
              </Button>
              <Button type="submit" loading={state.busy === "take"} disabled={state.busy !== undefined}>
                {words.take}
              </Button>
            </Group>
          </Stack>
        </form>
      </Stack>
    </Surface>
  );
}

function focusOn(form: HTMLFormElement | null, selector: string): void {
  const field = form?.querySelector(selector);
  if (field instanceof HTMLElement) field.focus();
}

type FinderProps = { readonly state: TakeState; readonly onLook: (code: string) => void };

/** For devices whose serial number nobody can read any more. */
function Finder({ state, onLook }: FinderProps) {
  const words = useTexts().taking;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onLook(String(new FormData(event.currentTarget).get("otp") ?? ""));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <CodeField
          name="otp"
          label={words.code}
          description={words.codeHint}
          type={undefined}
          failures={state.failures.look}
        />
        <Group>
          <Button
            type="submit"
            variant="default"
            loading={state.busy === "look"}
            disabled={state.busy !== undefined}
          >
            {words.find}
          </Button>
          <span role="status">{state.found ? words.found(state.serial) : ""}</span>
        </Group>
      </Stack>
    </form>
  );
}

function Problem(props: { readonly state: TakeState }) {
  const words = useTexts().taking;
  const { serverSays } = useSharedTexts().problem;
  const { problem } = props.state;
  switch (problem?.kind) {
    case "server":
      return <ProblemNote problem={problem.problem} />;
    case "unknown":
      return <ErrorNote what={words.unknown} next={words.unknownNext} />;
    case "not-free": {
      const said = serverSays(problem.message.replace(/\.$/, ""));
      return <ErrorNote what={words.notFree} next={`${said} ${words.notFreeNext}`} />;
    }
    default:
      return null;
  }
}
