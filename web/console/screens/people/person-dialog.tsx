// Adding somebody to a built-in directory, or changing what it says about him.

import { Button, Group, Modal, NativeSelect, PasswordInput, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useLocation } from "wouter";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import type { Person } from "../../api/read-person.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useResolvers } from "../../parts/use-directories.ts";
import { addresses } from "../../places.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./people.module.css";

type PersonDialogProps = {
  /** Undefined: somebody new. */
  readonly person: Person | undefined;
  readonly realm: string;
  readonly onClose: () => void;
};

export function PersonDialog({ person, realm, onClose }: PersonDialogProps) {
  const words = useTexts().people;
  const resolvers = useResolvers();
  const directories = resolvers.data?.filter(({ builtIn }) => builtIn).map(({ name }) => name) ?? [];
  return (
    <Modal opened onClose={onClose} title={person === undefined ? words.add : words.editTitle(person.login)}>
      {resolvers.data !== undefined && directories.length === 0 ? (
        <EmptyState
          title={words.noDirectory}
          action={
            <Button component="a" href={addresses.directories}>
              {words.toDirectories}
            </Button>
          }
        >
          {words.noDirectoryNext}
        </EmptyState>
      ) : (
        <PersonForm person={person} realm={realm} directories={directories} onClose={onClose} />
      )}
    </Modal>
  );
}

const optional = ["givenname", "surname", "email", "mobile", "phone"] as const;
const fieldTypes = {
  givenname: "text",
  surname: "text",
  email: "email",
  mobile: "tel",
  phone: "tel",
} as const;

type PersonFormProps = PersonDialogProps & { readonly directories: readonly string[] };

function PersonForm({ person, realm, directories, onClose }: PersonFormProps) {
  const texts = useTexts();
  const words = texts.people;
  const { server } = useConsole();
  const [, go] = useLocation();
  const deed = useDeed();
  const isNew = person === undefined;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const username = text("username");
    const [givenname = "", surname = "", email = "", mobile = "", phone = ""] = optional.map(text);
    const password = String(form.get("password") ?? "");
    const fields = { username, givenname, surname, email, mobile, phone };
    const who = isNew ? {} : { userid: person.uid };
    const directory = isNew ? text("directory") : person.directory;
    const save = () =>
      server.savePerson(directory, { ...fields, ...who, ...(password === "" ? {} : { password }) });
    if (!(await deed.run(save, isNew ? words.done.added(username) : words.done.changed(username)))) return;
    onClose();
    if (realm !== "") go(addresses.person(realm, username).slice(1));
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        {isNew && directories.length > 1 ? (
          <NativeSelect name="directory" label={words.directory} data={[...directories]} />
        ) : (
          <input type="hidden" name="directory" value={directories[0] ?? ""} />
        )}
        <TextInput
          name="username"
          label={words.username}
          required
          maxLength={255}
          defaultValue={person?.login ?? ""}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        <div className={styles.two}>
          {optional.map((name) => (
            <TextInput
              key={name}
              name={name}
              type={fieldTypes[name]}
              label={words[name]}
              maxLength={255}
              defaultValue={person?.[name] ?? ""}
              autoComplete="off"
            />
          ))}
        </div>
        <PasswordInput
          name="password"
          label={isNew ? words.password : words.newPassword}
          description={isNew ? words.passwordHelp : words.newPasswordHelp}
          autoComplete="new-password"
        />
        <Group justify="flex-end">
          <Button type="submit" loading={deed.busy}>
            {isNew ? words.add : texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
