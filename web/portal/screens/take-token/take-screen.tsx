// Taking over a token that lies on the desk: by its serial number, or by a code that it shows.

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
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
        <Problem key={state.failures} state={state} />
        {context.actions.includes("getserial") && <Finder state={state} onLook={(code) => void look(code)} />}
        <form onSubmit={submit} noValidate>
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
              <Button type="submit" loading={state.busy}>
                {words.take}
              </Button>
            </Group>
          </Stack>
        </form>
      </Stack>
    </Surface>
  );
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
          failures={state.failures}
        />
        <Group>
          <Button type="submit" variant="default" loading={state.busy}>
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
  const { problem } = props.state;
  if (problem?.kind === "server") return <ProblemNote problem={problem.problem} />;
  return problem?.kind === "unknown" ? <ErrorNote what={words.unknown} next={words.unknownNext} /> : null;
}
