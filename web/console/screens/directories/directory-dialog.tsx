// A new directory, or other settings for one.

import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { Waiting } from "../../../shared/layout/notes.tsx";
import type { DirectoryType, Resolver } from "../../api/read-directory.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useResolvers } from "../../parts/use-directories.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import type { Stored } from "./draft.ts";
import { isResolverName } from "./order.ts";
import { RemoteForm } from "./remote-form.tsx";

type Kind = "built-in" | DirectoryType;

type DirectoryDialogProps = {
  /** Undefined: a new one. */
  readonly resolver: Resolver | undefined;
  readonly onClose: () => void;
};

export function DirectoryDialog({ resolver, onClose }: DirectoryDialogProps) {
  const words = useTexts().directories;
  const { server } = useConsole();
  const [kind, setKind] = useState<Kind>(resolver === undefined ? "built-in" : (resolver.type as Kind));
  const name = resolver?.name ?? "";
  // Not fetched again while it is edited: what is typed is compared with what was there at the beginning.
  const stored = useQuery({
    queryKey: ["resolver", name],
    queryFn: () => server.directoryParameters(name),
    enabled: resolver !== undefined,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const before = stored.data === undefined ? undefined : { name, parameters: stored.data };
  const isReady = resolver === undefined || before !== undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      size="lg"
      title={resolver === undefined ? words.addDirectory : words.editOf(name)}
    >
      {stored.isError && <ConsoleProblem problem={problemFrom(stored.error)} />}
      {!isReady && !stored.isError && <Waiting />}
      {resolver === undefined && <KindChoice kind={kind} onChange={setKind} />}
      {isReady && (kind === "ldapresolver" || kind === "sqlresolver") && (
        <RemoteForm key={kind} type={kind} stored={before} onClose={onClose} />
      )}
      {isReady && (kind === "built-in" || kind === "passwdresolver") && (
        <LocalForm kind={kind} before={before} onClose={onClose} />
      )}
    </Modal>
  );
}

type KindChoiceProps = { readonly kind: Kind; readonly onChange: (kind: Kind) => void };

function KindChoice({ kind, onChange }: KindChoiceProps) {
  const { directories: words, directoryForms } = useTexts();
  const { types } = words;
  return (
    <Radio.Group mb="md" value={kind} onChange={(value) => onChange(value as Kind)} label={words.kind}>
      <Stack gap="sm" mt="xs">
        <Radio value="built-in" label={words.builtIn} description={words.builtInHelp} />
        <Radio value="ldapresolver" label={types.ldapresolver} description={directoryForms.ldapHelp} />
        <Radio value="sqlresolver" label={types.sqlresolver} description={directoryForms.sqlHelp} />
        <Radio value="passwdresolver" label={types.passwdresolver} description={words.passwdHelp} />
      </Stack>
    </Radio.Group>
  );
}

type LocalFormProps = {
  readonly kind: "built-in" | "passwdresolver";
  readonly before: Stored;
  readonly onClose: () => void;
};

function LocalForm({ kind, before, onClose }: LocalFormProps) {
  const texts = useTexts();
  const words = texts.directories;
  const deed = useDeed();
  const [name, setName] = useState(before?.name ?? "");
  const [file, setFile] = useState(before?.parameters["fileName"] ?? "");
  const [tried, setTried] = useState(false);
  const fault = useNameFault(name.trim(), before?.name ?? "");
  const wrongFile = kind === "passwdresolver" && file.trim() === "";
  const save = useSave(kind, before);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault !== undefined || wrongFile) return;
    if (await deed.run(() => save(name.trim(), file.trim()), words.done.saved(name.trim()))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        <TextInput
          label={words.directoryName}
          description={words.directoryNameHelp}
          value={name}
          spellCheck={false}
          error={tried ? fault : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === "passwdresolver" && (
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

/** The built-in kind begins as an import of nobody. */
function useSave(kind: LocalFormProps["kind"], before: Stored) {
  const { server } = useConsole();
  return (name: string, fileName: string): Promise<unknown> =>
    kind === "passwdresolver"
      ? server.saveDirectory({
          type: kind,
          name,
          previous_name: before?.name ?? "",
          parameters: { fileName },
        })
      : server.importPeople({
          directory: name,
          file: new Blob([""]),
          skipHeader: false,
          plainPasswords: false,
          dryRun: false,
        });
}

/** What is wrong with the name. An import into a directory that exists would remove its people. */
function useNameFault(name: string, before: string): string | undefined {
  const words = useTexts().directories;
  const resolvers = useResolvers().data ?? [];
  if (name !== before && resolvers.some((each) => each.name === name)) return words.nameTaken;
  return isResolverName(name) ? undefined : words.directoryNameWrong;
}
