// People of a realm: search, and the detail of one of them beside the list.

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconUpload, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { PeoplePage } from "../../api/directory-calls.ts";
import { type Person, personName } from "../../api/read-person.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { type Column, DataTable } from "../../parts/data-table.tsx";
import { Filters } from "../../parts/filters.tsx";
import { Pager } from "../../parts/pager.tsx";
import { useMay, usePeoplesRealms, useRealms } from "../../parts/use-directories.ts";
import { useLater } from "../../parts/use-later.ts";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { type ConsoleTexts, useTexts } from "../../texts/texts.ts";
import styles from "./people.module.css";
import { PersonDialog } from "./person-dialog.tsx";
import { PersonPanel } from "./person-panel.tsx";

type PeopleScreenProps = { readonly opened: { readonly realm: string; readonly login: string } | undefined };

export function PeopleScreen({ opened }: PeopleScreenProps) {
  const words = useTexts().people;
  const [, go] = useLocation();
  const realms = useRealms();
  const { names, isKnown } = usePeoplesRealms();
  const mayChange = useMay()("tools/import_users");
  const [picked, setPicked] = useState(opened?.realm ?? "");
  const [adding, setAdding] = useState(false);
  const realm = picked || (names[0] ?? "");
  return (
    <>
      <PageTitle
        title={words.title}
        actions={
          mayChange && (
            <>
              <Button
                component="a"
                variant="default"
                href={addresses.importPeople}
                leftSection={<IconUpload size={20} aria-hidden />}
              >
                {words.import}
              </Button>
              <Button onClick={() => setAdding(true)} leftSection={<IconUserPlus size={20} aria-hidden />}>
                {words.add}
              </Button>
            </>
          )
        }
      />
      {!isKnown && !realms.isError && <Waiting />}
      {realms.isError && (
        <ConsoleProblem problem={problemFrom(realms.error)} onRetry={() => void realms.refetch()} />
      )}
      {isKnown && names.length === 0 && <NoRealms />}
      {realm !== "" && <Search realm={realm} realms={names} onRealm={setPicked} />}
      {opened !== undefined && (
        <PersonPanel key={`${opened.realm} ${opened.login}`} {...opened} onClose={() => go("/people")} />
      )}
      {adding && <PersonDialog person={undefined} realm={realm} onClose={() => setAdding(false)} />}
    </>
  );
}

function NoRealms() {
  const words = useTexts().people;
  return (
    <EmptyState
      icon={<IconUsers aria-hidden />}
      title={words.noRealms}
      action={
        <Button component="a" href={addresses.directories}>
          {words.toDirectories}
        </Button>
      }
    >
      {words.noRealmsNext}
    </EmptyState>
  );
}

type SearchProps = {
  readonly realm: string;
  readonly realms: readonly string[];
  readonly onRealm: (realm: string) => void;
};

function Search({ realm, realms, onRealm }: SearchProps) {
  const words = useTexts().people;
  const { server } = useConsole();
  const [search, setSearch] = useState("");
  const [page, setPage] = useState(1);
  const wanted = useLater(search);
  const people = useQuery({
    queryKey: [personal, "people", realm, wanted, page],
    queryFn: () => server.people(realm, wanted, page),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Filters label={words.filters}>
        <TextInput
          type="search"
          label={words.search}
          placeholder={words.searchHint}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setPage(1);
          }}
        />
        <NativeSelect
          label={words.realm}
          data={[...realms]}
          value={realm}
          onChange={(event) => {
            onRealm(event.currentTarget.value);
            setPage(1);
          }}
        />
      </Filters>
      {people.isPending && <Waiting />}
      {people.isError && (
        <ConsoleProblem problem={problemFrom(people.error)} onRetry={() => void people.refetch()} />
      )}
      {people.data !== undefined && (
        <Found
          data={people.data}
          realm={realm}
          page={page}
          onPage={setPage}
          stale={people.isPlaceholderData}
          searching={wanted.trim() !== ""}
        />
      )}
    </>
  );
}

type FoundProps = {
  readonly data: PeoplePage;
  readonly realm: string;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly stale: boolean;
  readonly searching: boolean;
};

function Found({ data, realm, page, onPage, stale, searching }: FoundProps) {
  const texts = useTexts();
  const words = texts.people;
  if (data.people.length === 0) {
    return (
      <EmptyState icon={<IconUsers aria-hidden />} title={searching ? words.nobodyFound : words.nobody}>
        {searching ? words.nobodyFoundNext : words.nobodyNext}
      </EmptyState>
    );
  }
  return (
    <>
      <p className={styles.limited} role="status">
        {data.limitedTo !== undefined && words.limited(data.limitedTo)}
      </p>
      <DataTable
        label={words.title}
        columns={columnsFor(texts)}
        rows={data.people}
        keyOf={({ directory, uid }) => `${directory} ${uid}`}
        hrefOf={({ login }) => addresses.person(realm, login)}
        stale={stale}
      />
      <Pager page={page} pages={undefined} hasMore={data.hasMore} onPage={onPage} />
    </>
  );
}

function columnsFor({ people: words }: ConsoleTexts): readonly Column<Person>[] {
  return [
    { key: "name", label: words.name, head: true, cell: personName },
    { key: "login", label: words.username, cell: ({ login }) => login },
    { key: "email", label: words.email, cell: ({ email }) => email },
    { key: "mobile", label: words.mobile, cell: ({ mobile }) => mobile },
    { key: "directory", label: words.directory, cell: ({ directory }) => directory },
  ];
}
