// Asks the server what the policies say for one person at one door.

import { Autocomplete, Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { InfoNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import { addressAt } from "../../access-points/access-points.ts";
import { useAccessPoints } from "../../access-points/use-access-points.ts";
import type { PolicyQuestion } from "../../api/policy-calls.ts";
import type { Verdict } from "../../api/read-policy.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { usePeoplesRealms } from "../../parts/use-directories.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./policies.module.css";
import { PolicyRow } from "./policy-row.tsx";
import { scopeTitle } from "./scope-title.ts";

export function CheckScreen() {
  const words = useTexts().policies;
  const { server } = useConsole();
  const deed = useDeed();
  const [verdict, setVerdict] = useState<Verdict>();
  const ask = (question: PolicyQuestion) =>
    deed.run(async () => {
      setVerdict(undefined);
      setVerdict(await server.checkPolicy(question));
    });
  return (
    <>
      <PageTitle title={words.check} lead={words.checkLead} />
      <Surface>
        <QuestionForm busy={deed.busy} onAsk={(question) => void ask(question)} />
      </Surface>
      <div className={styles.verdict}>
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        <div role="status">{verdict !== undefined && <VerdictView verdict={verdict} />}</div>
      </div>
    </>
  );
}

type QuestionFormProps = { readonly busy: boolean; readonly onAsk: (question: PolicyQuestion) => void };

function QuestionForm({ busy, onAsk }: QuestionFormProps) {
  const texts = useTexts();
  const words = texts.policies;
  const { server } = useConsole();
  const realms = usePeoplesRealms().names;
  const points = useAccessPoints();
  const catalogue = useQuery({ queryKey: [personal, "catalogue"], queryFn: server.catalogue });
  const [scope, setScope] = useState("selfservice");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    onAsk({
      user: text("user"),
      realm: text("realm"),
      client: addressAt(text("client"), points),
      scope,
      action: text("action"),
    });
  };
  return (
    <form onSubmit={submit} className={styles.fields}>
      <div className={styles.two}>
        <TextInput name="user" label={words.checkUser} required autoComplete="off" spellCheck={false} />
        <NativeSelect name="realm" label={words.fields.realm.label} data={[...realms]} required />
        <Autocomplete
          name="client"
          label={words.checkClient}
          description={words.checkClientHelp}
          defaultValue="127.0.0.1"
          data={points.map(({ name }) => name)}
          filter={({ options }) => options}
          size="md"
          required
          withAsterisk={false}
          spellCheck={false}
        />
        <NativeSelect
          label={words.scope}
          value={scope}
          data={Object.keys(catalogue.data ?? { selfservice: [] }).map((each) => ({
            value: each,
            label: scopeTitle(each, texts),
          }))}
          onChange={(event) => setScope(event.currentTarget.value)}
        />
        <NativeSelect
          key={scope}
          name="action"
          label={words.checkAction}
          data={(catalogue.data?.[scope] ?? []).map(({ name }) => name)}
          required
        />
      </div>
      <div>
        <Button type="submit" loading={busy}>
          {words.ask}
        </Button>
      </div>
    </form>
  );
}

function VerdictView({ verdict }: { readonly verdict: Verdict }) {
  const words = useTexts().policies;
  return (
    <div className={styles.fields}>
      <InfoNote title={verdict.allowed ? words.allowed : words.notAllowed}>
        {verdict.remark || (verdict.policies.length > 0 ? words.because : words.nothingSaid)}
      </InfoNote>
      {verdict.policies.length > 0 && (
        <ul className={styles.policies}>
          {verdict.policies.map((policy) => (
            <PolicyRow key={policy.name} policy={policy} />
          ))}
        </ul>
      )}
    </div>
  );
}
