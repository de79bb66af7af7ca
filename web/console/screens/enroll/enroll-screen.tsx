// Enrolling a token of any kind: who gets it, what kind it is, what belongs to the kind; then what to hand over.

import { Button } from "@mantine/core";
import { type FormEvent, useReducer, useState } from "react";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Enrolled } from "../../api/token-calls.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { PersonPicker } from "../../parts/person-picker.tsx";
import { Section } from "../../parts/section.tsx";
import { type Deed, useDeed } from "../../parts/use-deed.ts";
import { usePresetPerson, type Who } from "../../parts/use-preset-person.ts";
import { addresses } from "../../places.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { type Draft, type DraftEvent, emptyDraft, lacksOf, parametersOf, stepDraft } from "./draft.ts";
import styles from "./enroll.module.css";
import { EnrolledView } from "./enrolled-view.tsx";
import { KindFields } from "./kind-fields.tsx";
import { OtherFields } from "./other-fields.tsx";

export function EnrollScreen({ who }: { readonly who: Who | undefined }) {
  const texts = useTexts().enroll;
  const { server } = useConsole();
  const deed = useDeed();
  const [draft, dispatch] = useReducer(stepDraft, emptyDraft);
  const [enrolled, setEnrolled] = useState<Enrolled>();
  usePresetPerson(who, dispatch);
  const send = () =>
    deed.run(async () => setEnrolled(await server.enroll(parametersOf(draft, randomSerial()))));
  if (enrolled !== undefined) {
    const again = () => {
      dispatch({ type: "again" });
      setEnrolled(undefined);
    };
    return <EnrolledView draft={draft} enrolled={enrolled} onAgain={again} />;
  }
  const toIssue = (
    <Button component="a" variant="default" href={addresses.issue}>
      {texts.toIssue}
    </Button>
  );
  return (
    <>
      <PageTitle title={texts.title} lead={texts.lead} actions={toIssue} />
      <Form draft={draft} dispatch={dispatch} deed={deed} onSubmit={() => void send()} />
    </>
  );
}

/** 48 bits: enough for a name that must differ, and nothing depends on its being secret. */
function randomSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

type FormProps = {
  readonly draft: Draft;
  readonly dispatch: (event: DraftEvent) => void;
  readonly deed: Deed;
  readonly onSubmit: () => void;
};

function Form({ draft, dispatch, deed, onSubmit }: FormProps) {
  const texts = useTexts().enroll;
  const [tried, setTried] = useState(false);
  const lacks = lacksOf(draft);
  const [first] = tried ? lacks : [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacks.length === 0) onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Surface>
        <div className={styles.sheet}>
          <Section title={texts.person}>
            <p className={styles.words}>{texts.personHelp}</p>
            <PersonPicker chosen={draft.chosen} onChoose={(chosen) => dispatch({ type: "choose", chosen })} />
          </Section>
          <Section title={texts.kind}>
            <KindFields draft={draft} dispatch={dispatch} lacks={tried ? lacks : []} />
          </Section>
          <Section title={texts.details}>
            <OtherFields draft={draft} dispatch={dispatch} />
          </Section>
          {first !== undefined && <ErrorNote key={first} what={texts.fields[first].lack} />}
          <ConsoleProblem key={deed.failures} problem={deed.problem} />
          <Button type="submit" loading={deed.busy}>
            {texts.submit}
          </Button>
        </div>
      </Surface>
    </form>
  );
}
