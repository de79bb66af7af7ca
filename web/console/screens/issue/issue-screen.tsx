// Issuing a rollout token: who gets it, what kind it is, what it opens, how it reaches him; then what to hand over.

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useReducer, useState } from "react";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import { usePresetPerson, type Who } from "../../parts/use-preset-person.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { ChannelStep } from "./channel-step.tsx";
import { emptyDraft, lacksOf, type StepProps, stepDraft } from "./draft.ts";
import styles from "./issue.module.css";
import { issue, type Outcome } from "./issue.ts";
import { IssueProblem } from "./issue-problem.tsx";
import { IssuedView } from "./issued-view.tsx";
import { KindStep } from "./kind-step.tsx";
import { OpensStep } from "./opens-step.tsx";
import { PersonStep } from "./person-step.tsx";
import { makeSecret, randomBytes } from "./secret.ts";
import { Summary } from "./summary.tsx";

type IssueScreenProps = { readonly to: Who | undefined };

export function IssueScreen({ to }: IssueScreenProps) {
  const texts = useTexts().issue;
  const { server } = useConsole();
  const queries = useQueryClient();
  const [draft, dispatch] = useReducer(stepDraft, emptyDraft);
  const [outcome, setOutcome] = useState<Outcome>();
  const [busy, setBusy] = useState(false);
  usePresetPerson(to, dispatch);
  const send = async () => {
    setBusy(true);
    setOutcome(await issue(server, draft, { secret: makeSecret(randomBytes), now: Date.now() }));
    setBusy(false);
    await queries.invalidateQueries({ queryKey: [personal] });
  };
  if (outcome?.kind === "issued") {
    const again = () => {
      dispatch({ type: "again" });
      setOutcome(undefined);
    };
    return <IssuedView issued={outcome.issued} onAgain={again} />;
  }
  return (
    <>
      <PageTitle title={texts.title} lead={texts.lead} />
      <Form draft={draft} dispatch={dispatch} outcome={outcome} busy={busy} onSubmit={() => void send()} />
    </>
  );
}

type FormProps = StepProps & {
  readonly outcome: Outcome | undefined;
  readonly busy: boolean;
  readonly onSubmit: () => void;
};

function Form({ draft, dispatch, outcome, busy, onSubmit }: FormProps) {
  const texts = useTexts().issue;
  const [tried, setTried] = useState(false);
  const lacks = lacksOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacks.length === 0) onSubmit();
  };
  return (
    <form className={styles.layout} onSubmit={submit} noValidate>
      <div className={styles.steps}>
        <PersonStep draft={draft} dispatch={dispatch} />
        <KindStep draft={draft} dispatch={dispatch} lacks={tried ? lacks : []} />
        <OpensStep draft={draft} dispatch={dispatch} />
        <ChannelStep draft={draft} dispatch={dispatch} lacks={tried ? lacks : []} />
      </div>
      <div className={styles.summary}>
        <Surface label={texts.summary}>
          <Summary draft={draft} />
          <IssueProblem outcome={outcome} lacks={tried ? lacks : []} />
          <Button type="submit" fullWidth loading={busy}>
            {texts.submit}
          </Button>
        </Surface>
      </div>
    </form>
  );
}
