// Removing somebody from a built-in directory. Whoever owns tokens is removed only if one insists.

import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Person, personName } from "../../api/read-person.ts";
import { Question } from "../../parts/question.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";

type RemovePersonProps = {
  readonly person: Person;
  readonly realm: string;
  readonly onRemoved: () => void;
  readonly onCancel: () => void;
};

export function RemovePerson({ person, realm, onRemoved, onCancel }: RemovePersonProps) {
  const words = useTexts().people;
  const { server } = useConsole();
  const deed = useDeed();
  const [force, setForce] = useState(false);
  const tokens = useQuery({
    queryKey: [personal, "tokens", "of", realm, person.login],
    queryFn: () => server.tokensOf(person.login, realm),
  });
  const owned = tokens.data?.length ?? 0;
  const confirm = async () => {
    const remove = () => server.removePerson(person.directory, person.login, force);
    if (await deed.run(remove, words.done.removed(person.login))) onRemoved();
  };
  return (
    <Question
      title={words.askRemove(personName(person))}
      confirmLabel={words.remove}
      danger
      deed={deed}
      onConfirm={() => void confirm()}
      onCancel={onCancel}
    >
      <p>{words.removeWarning}</p>
      {owned > 0 && (
        <Checkbox
          checked={force}
          onChange={(event) => setForce(event.currentTarget.checked)}
          label={words.alsoTokens(owned)}
        />
      )}
    </Question>
  );
}
