// Finding one person: a realm, a few letters, and a list to choose from.

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../shared/api/envelope.ts";
import { type Person, personName } from "../api/read-person.ts";
import { personal, useConsole } from "../session/console-context.tsx";
import { useTexts } from "../texts/texts.ts";
import { ConsoleProblem } from "./console-problem.tsx";
import styles from "./person-picker.module.css";
import { usePeoplesRealms } from "./use-directories.ts";
import { useLater } from "./use-later.ts";

export type Chosen = { readonly person: Person; readonly realm: string };

type PersonPickerProps = {
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen | undefined) => void;
};

export function PersonPicker({ chosen, onChoose }: PersonPickerProps) {
  if (chosen === undefined) return <Search onChoose={onChoose} />;
  return <ChosenPerson chosen={chosen} onChange={() => onChoose(undefined)} />;
}

function ChosenPerson(props: { readonly chosen: Chosen; readonly onChange: () => void }) {
  const texts = useTexts().people;
  const { person, realm } = props.chosen;
  return (
    <div className={styles.chosen}>
      <IconUser size={22} aria-hidden />
      <div className={styles.words}>
        <span className={styles.name}>{personName(person)}</span>
        <span className={styles.hint}>{`${person.login} · ${realm}`}</span>
      </div>
      <Button variant="default" size="sm" onClick={props.onChange}>
        {texts.otherPerson}
      </Button>
    </div>
  );
}

/** So many are shown; whoever is not among them is found by typing more. */
const shown = 8;

function Search(props: { readonly onChoose: (chosen: Chosen) => void }) {
  const texts = useTexts().people;
  const { server } = useConsole();
  const realms = usePeoplesRealms().names;
  const [picked, setPicked] = useState("");
  const [search, setSearch] = useState("");
  const wanted = useLater(search);
  const realm = picked || (realms[0] ?? "");
  const people = useQuery({
    queryKey: [personal, "people", realm, wanted, 1],
    queryFn: () => server.people(realm, wanted, 1),
    placeholderData: keepPreviousData,
    enabled: realm !== "",
  });
  const found = people.data?.people ?? [];
  return (
    <div className={styles.search}>
      <div className={styles.fields}>
        <TextInput
          type="search"
          label={texts.search}
          placeholder={texts.searchHint}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {realms.length > 1 && (
          <NativeSelect
            label={texts.realm}
            data={[...realms]}
            value={realm}
            onChange={(event) => setPicked(event.currentTarget.value)}
          />
        )}
      </div>
      {people.isError && <ConsoleProblem problem={problemFrom(people.error)} />}
      <p className={styles.status} role="status">
        {people.data !== undefined && found.length === 0 && texts.nobodyFound}
      </p>
      <ul className={styles.people} aria-label={texts.found}>
        {found.slice(0, shown).map((person) => (
          <li key={`${person.directory} ${person.uid}`}>
            <button type="button" onClick={() => props.onChoose({ person, realm })}>
              <span className={styles.name}>{personName(person)}</span>
              <span className={styles.hint}>{[person.login, person.email].filter(Boolean).join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
      {(found.length > shown || people.data?.hasMore === true) && (
        <p className={styles.hint}>{texts.typeMore}</p>
      )}
    </div>
  );
}
