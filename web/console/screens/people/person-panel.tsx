// One person: what the directory knows, his tokens, and what can be done for him.

import { Button } from "@mantine/core";
import { IconPencil, IconPlus, IconTicket, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { ErrorNote, Waiting } from "../../../shared/layout/notes.tsx";
import { type Person, personName } from "../../api/read-person.ts";
import type { Token } from "../../api/read-token.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Section } from "../../parts/section.tsx";
import { ConditionBadge, typeName } from "../../parts/token-badge.tsx";
import { isRollout, usageOf } from "../../parts/token-condition.ts";
import { useMay, useResolvers } from "../../parts/use-directories.ts";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./people.module.css";
import { PersonDialog } from "./person-dialog.tsx";
import { RemovePerson } from "./remove-person.tsx";

type PersonPanelProps = { readonly realm: string; readonly login: string; readonly onClose: () => void };

export function PersonPanel({ realm, login, onClose }: PersonPanelProps) {
  const words = useTexts().people;
  const { server } = useConsole();
  const person = useQuery({
    queryKey: [personal, "people", "one", realm, login],
    queryFn: async () => (await server.person(realm, login)) ?? "gone",
  });
  const { data } = person;
  const isThere = data !== undefined && data !== "gone";
  return (
    <Panel title={isThere ? personName(data) : login} onClose={onClose}>
      {person.isPending && <Waiting />}
      {person.isError && (
        <ConsoleProblem problem={problemFrom(person.error)} onRetry={() => void person.refetch()} />
      )}
      {data === "gone" && <ErrorNote what={words.gone} next={words.goneNext} />}
      {isThere && <Detail person={data} realm={realm} onRemoved={onClose} />}
    </Panel>
  );
}

type DetailProps = { readonly person: Person; readonly realm: string; readonly onRemoved: () => void };

function Detail({ person, realm, onRemoved }: DetailProps) {
  const { people: words, enroll } = useTexts();
  const resolvers = useResolvers();
  const [asking, setAsking] = useState<"edit" | "remove">();
  const mayChange = useMay()("tools/import_users");
  const builtIn = resolvers.data?.some((each) => each.builtIn && each.name === person.directory) === true;
  return (
    <>
      <div className={styles.buttons}>
        <Button
          component="a"
          size="sm"
          href={addresses.issueTo(realm, person.login)}
          leftSection={<IconTicket size={18} aria-hidden />}
        >
          {words.issue}
        </Button>
        <Button
          component="a"
          size="sm"
          variant="default"
          href={addresses.enrollFor(realm, person.login)}
          leftSection={<IconPlus size={18} aria-hidden />}
        >
          {enroll.action}
        </Button>
        {builtIn && mayChange && (
          <>
            <Button
              size="sm"
              variant="default"
              onClick={() => setAsking("edit")}
              leftSection={<IconPencil size={18} aria-hidden />}
            >
              {words.edit}
            </Button>
            <Button
              size="sm"
              variant="default"
              onClick={() => setAsking("remove")}
              leftSection={<IconTrash size={18} aria-hidden />}
            >
              {words.remove}
            </Button>
          </>
        )}
      </div>
      <Section title={words.about}>
        <Facts
          facts={[
            { label: words.username, value: person.login },
            { label: words.realm, value: realm },
            { label: words.email, value: person.email },
            { label: words.mobile, value: person.mobile },
            { label: words.phone, value: person.phone },
            { label: words.directory, value: person.directory },
          ]}
        />
        {resolvers.data !== undefined && !builtIn && <p className={styles.soft}>{words.notEditable}</p>}
      </Section>
      <Section title={words.tokens}>
        <TokensOf login={person.login} realm={realm} />
      </Section>
      {asking === "edit" && (
        <PersonDialog person={person} realm={realm} onClose={() => setAsking(undefined)} />
      )}
      {asking === "remove" && (
        <RemovePerson
          person={person}
          realm={realm}
          onRemoved={onRemoved}
          onCancel={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

function TokensOf({ login, realm }: { readonly login: string; readonly realm: string }) {
  const words = useTexts().people;
  const { server } = useConsole();
  const tokens = useQuery({
    queryKey: [personal, "tokens", "of", realm, login],
    queryFn: () => server.tokensOf(login, realm),
  });
  if (tokens.isPending) return <Waiting />;
  if (tokens.isError) return <ConsoleProblem problem={problemFrom(tokens.error)} />;
  if (tokens.data.length === 0) return <p className={styles.soft}>{words.noTokens}</p>;
  return (
    <ul className={styles.tokens}>
      {tokens.data.map((token) => (
        <li key={token.serial}>
          <TokenLine token={token} />
        </li>
      ))}
    </ul>
  );
}

function TokenLine({ token }: { readonly token: Token }) {
  const texts = useTexts();
  const usage = isRollout(token) ? texts.tokens.usages[usageOf(token.paths)] : "";
  return (
    <a className={styles.token} href={addresses.token(token.serial)}>
      <span className={styles.words}>
        <span className={styles.name}>
          {isRollout(token) ? texts.tokens.rollout : typeName(token.type, texts)}
        </span>
        <span className={styles.soft}>
          {[token.serial, usage || token.description].filter(Boolean).join(" · ")}
        </span>
      </span>
      <ConditionBadge token={token} />
    </a>
  );
}
