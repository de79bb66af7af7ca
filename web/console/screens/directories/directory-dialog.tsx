// A new directory, or another file for one that reads a passwd file.

import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { Waiting } from "../../../shared/layout/notes.tsx";
import type { Resolver } from "../../api/read-directory.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useResolvers } from "../../parts/use-directories.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { isResolverName } from "./order.ts";

type DirectoryDialogProps = {
  /** The passwd file to be changed; undefined: a new directory. */
  readonly resolver: Resolver | undefined;
  readonly onClose: () => void;
};

export function DirectoryDialog({ resolver, onClose }: DirectoryDialogProps) {
  const words = useTexts().directories;
  const { server } = useConsole();
  const name = resolver?.name ?? "";
  const file = useQuery({
    queryKey: [personal, "resolvers", name],
    queryFn: () => server.passwdFileName(name),
    enabled: resolver !== undefined,
  });
  const ready = resolver === undefined || file.data !== undefined;
  return (
    <Modal opened onClose={onClose} title={resolver === undefined ? words.addDirectory : words.editOf(name)}>
      {file.isError && <ConsoleProblem problem={problemFrom(file.error)} />}
      {!ready && !file.isError && <Waiting />}
      {ready && <DirectoryForm name={name} fileName={file.data ?? ""} onClose={onClose} />}
    </Modal>
  );
}

type DirectoryFormProps = { readonly name: string; readonly fileName: string; readonly onClose: () => void };

function DirectoryForm({ name: before, fileName, onClose }: DirectoryFormProps) {
  const texts = useTexts();
  const words = texts.directories;
  const { server } = useConsole();
  const deed = useDeed();
  const isNew = before === "";
  const [kind, setKind] = useState(isNew ? "built-in" : "passwd");
  const [name, setName] = useState(before);
  const [file, setFile] = useState(fileName);
  const [tried, setTried] = useState(false);
  const fault = useNameFault(name.trim(), before);
  const wrongFile = kind === "passwd" && file.trim() === "";
  const save = () =>
    kind === "passwd"
      ? server.savePasswdFile({ name: name.trim(), previous_name: before, fileName: file.trim() })
      : server.importPeople({
          directory: name.trim(),
          file: new Blob([""]),
          skipHeader: false,
          plainPasswords: false,
          dryRun: false,
        });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault !== undefined || wrongFile) return;
    if (await deed.run(save, words.done.saved(name.trim()))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        {isNew && (
          <Radio.Group value={kind} onChange={setKind} label={words.kind}>
            <Stack gap="sm" mt="xs">
              <Radio value="built-in" label={words.builtIn} description={words.builtInHelp} />
              <Radio value="passwd" label={words.types.passwdresolver} description={words.passwdHelp} />
            </Stack>
          </Radio.Group>
        )}
        <TextInput
          label={words.directoryName}
          description={words.directoryNameHelp}
          value={name}
          spellCheck={false}
          error={tried ? fault : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === "passwd" && (
          <TextInput
            label={words.fileName}
            description={words.fileNameHelp}
            value={file}
            spellCheck={false}
            error={tried && wrongFile ? words.fileNameWrong : undefined}
            onChange={(event) => setFile(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={deed.busy}>
            {texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What is wrong with the name. An import into a directory that exists would remove its people. */
function useNameFault(name: string, before: string): string | undefined {
  const words = useTexts().directories;
  const resolvers = useResolvers().data ?? [];
  if (name !== before && resolvers.some((each) => each.name === name)) return words.nameTaken;
  return isResolverName(name) ? undefined : words.directoryNameWrong;
}
