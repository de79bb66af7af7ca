// Tokens by realm and status, and people who own an enabled one.

import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { noRealm, type RealmFigures, shownStatuses } from "../../api/read-figures.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { type Column, DataTable } from "../../parts/data-table.tsx";
import { useMay } from "../../parts/use-directories.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { type ConsoleTexts, useTexts } from "../../texts/texts.ts";
import styles from "./figures.module.css";

export function TokenFigures() {
  const words = useTexts().figures;
  const { server } = useConsole();
  const seesUsers = useMay()("monitoring/activeUsers");
  const tokens = useQuery({ queryKey: [personal, "figures", "tokens"], queryFn: server.tokenFigures });
  const users = useQuery({
    queryKey: [personal, "figures", "users"],
    queryFn: server.activeUsers,
    enabled: seesUsers,
  });
  if (tokens.isPending) return <Waiting />;
  if (tokens.isError) {
    return <ConsoleProblem problem={problemFrom(tokens.error)} onRetry={() => void tokens.refetch()} />;
  }
  return (
    <>
      <DataTable
        label={words.now}
        columns={columnsFor(words, users.data)}
        rows={tokens.data}
        keyOf={({ realm }) => realm}
      />
      <p className={styles.soft}>{words.overlap}</p>
      {users.isError && <ConsoleProblem problem={problemFrom(users.error)} />}
    </>
  );
}

function columnsFor(
  words: ConsoleTexts["figures"],
  users: ReadonlyMap<string, number> | undefined,
): readonly Column<RealmFigures>[] {
  const counts = shownStatuses.map(
    (status): Column<RealmFigures> => ({
      key: status,
      label: words.statuses[status],
      cell: (row) => <span className={styles.number}>{row.counts[status]}</span>,
    }),
  );
  const people: Column<RealmFigures> = {
    key: "users",
    label: words.users,
    cell: ({ realm }) => <span className={styles.number}>{users?.get(realm) ?? "–"}</span>,
  };
  return [
    { key: "realm", label: words.realm, head: true, cell: ({ realm }) => realmName(realm, words) },
    ...counts,
    ...(users === undefined ? [] : [people]),
  ];
}

export function realmName(realm: string, words: ConsoleTexts["figures"]): string {
  if (realm === noRealm) return words.noRealm;
  return realm === "" ? words.everywhere : realm;
}
