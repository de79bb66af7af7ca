// Realms, and the directories they look people up in.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { Realm, Resolver } from "../../api/read-directory.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Section } from "../../parts/section.tsx";
import { useRealms, useResolvers } from "../../parts/use-directories.ts";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { DirectoryDialog } from "./directory-dialog.tsx";
import { RealmDialog } from "./realm-dialog.tsx";
import { RealmRow } from "./realm-row.tsx";
import { ResolverRow } from "./resolver-row.tsx";

export function DirectoriesScreen() {
  const words = useTexts().directories;
  const realms = useRealms();
  const resolvers = useResolvers();
  const error = realms.error ?? resolvers.error;
  const retry = () => {
    void realms.refetch();
    void resolvers.refetch();
  };
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} />
      {error !== null && <ConsoleProblem problem={problemFrom(error)} onRetry={retry} />}
      {error === null && (realms.data === undefined || resolvers.data === undefined) && <Waiting />}
      {realms.data !== undefined && resolvers.data !== undefined && (
        <>
          <Realms realms={realms.data} resolvers={resolvers.data} />
          <Resolvers resolvers={resolvers.data} realms={realms.data} />
        </>
      )}
    </>
  );
}

type ListsProps = { readonly realms: readonly Realm[]; readonly resolvers: readonly Resolver[] };

function Realms({ realms, resolvers }: ListsProps) {
  const words = useTexts().directories;
  const [adding, setAdding] = useState(false);
  const add = (
    <Button
      size="sm"
      variant="default"
      onClick={() => setAdding(true)}
      leftSection={<IconPlus size={18} aria-hidden />}
    >
      {words.addRealm}
    </Button>
  );
  return (
    <Section title={words.realms} actions={add}>
      <p className={styles.about}>{words.realmsAbout}</p>
      {realms.every(({ admin }) => admin) && (
        <EmptyState title={words.noRealms}>{words.noRealmsNext}</EmptyState>
      )}
      <ul className={styles.list}>
        {realms.map((realm) => (
          <RealmRow key={realm.name} realm={realm} resolvers={resolvers} />
        ))}
      </ul>
      {adding && <RealmDialog realm={undefined} resolvers={resolvers} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function Resolvers({ realms, resolvers }: ListsProps) {
  const words = useTexts().directories;
  const [adding, setAdding] = useState(false);
  const add = (
    <Button
      size="sm"
      variant="default"
      onClick={() => setAdding(true)}
      leftSection={<IconPlus size={18} aria-hidden />}
    >
      {words.addDirectory}
    </Button>
  );
  return (
    <Section title={words.directories} actions={add}>
      <p className={styles.about}>{words.directoriesAbout}</p>
      <ul className={styles.list}>
        {resolvers.map((resolver) => (
          <ResolverRow key={resolver.name} resolver={resolver} realms={realms} />
        ))}
      </ul>
      {adding && <DirectoryDialog resolver={undefined} onClose={() => setAdding(false)} />}
    </Section>
  );
}
