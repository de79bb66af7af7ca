// Importing people from a CSV file: look first what would happen, then do it.

import { Button, Checkbox, FileInput, NativeSelect, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { InfoNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { ImportCounts } from "../../api/read-person.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useResolvers } from "../../parts/use-directories.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { ImportPreview } from "./import-preview.tsx";
import styles from "./people.module.css";

/** Chosen in the list of directories, it asks for the name of a new one. */
const another = "";

export function ImportScreen() {
  const words = useTexts().people;
  const { server } = useConsole();
  const resolvers = useResolvers();
  const deed = useDeed();
  const directories = resolvers.data?.filter(({ builtIn }) => builtIn).map(({ name }) => name) ?? [];
  const [picked, setPicked] = useState<string>();
  const [name, setName] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [skipHeader, setSkipHeader] = useState(false);
  const [plainPasswords, setPlainPasswords] = useState(true);
  const [preview, setPreview] = useState<ImportCounts>();
  const chosen = picked ?? directories[0] ?? another;
  const directory = chosen === another ? name.trim() : chosen;
  const run = async (dryRun: boolean) => {
    if (file === null) return;
    let counts: ImportCounts | undefined;
    const done = await deed.run(async () => {
      counts = await server.importPeople({ directory, file, skipHeader, plainPasswords, dryRun });
    });
    if (!done || counts === undefined) return setPreview(undefined);
    setPreview(dryRun ? counts : undefined);
    if (!dryRun) {
      notifications.show({ message: words.done.imported(counts.created.length + counts.changed.length) });
      setFile(null);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(true);
  };
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setPreview(undefined);
    };
  return (
    <>
      <PageTitle title={words.import} lead={words.importLead} />
      <div className={styles.import}>
        <Surface>
          <form className={styles.fields} onSubmit={submit}>
            <NativeSelect
              label={words.intoDirectory}
              value={chosen}
              data={[...directories, { value: another, label: words.newDirectory }]}
              onChange={(event) => changed(setPicked)(event.currentTarget.value)}
            />
            {chosen === another && (
              <TextInput
                label={words.directoryName}
                description={words.directoryNameHelp}
                required
                pattern="[a-zA-Z0-9_\-]{4,}"
                value={name}
                onChange={(event) => changed(setName)(event.currentTarget.value)}
              />
            )}
            <FileInput
              label={words.file}
              description={words.fileHelp}
              placeholder={words.chooseFile}
              accept=".csv,text/csv,text/plain"
              value={file}
              onChange={changed(setFile)}
              size="md"
            />
            <Checkbox
              label={words.skipHeader}
              checked={skipHeader}
              onChange={(event) => changed(setSkipHeader)(event.currentTarget.checked)}
            />
            <Checkbox
              label={words.plainPasswords}
              checked={plainPasswords}
              onChange={(event) => changed(setPlainPasswords)(event.currentTarget.checked)}
            />
            <div>
              <Button
                type="submit"
                variant={preview === undefined ? "filled" : "default"}
                disabled={file === null || directory === ""}
                loading={deed.busy}
              >
                {words.preview}
              </Button>
            </div>
          </form>
        </Surface>
        <div>
          <ConsoleProblem key={deed.failures} problem={deed.problem} />
          {preview === undefined && deed.problem === undefined && (
            <InfoNote title={words.format}>
              <p>{words.formatHelp}</p>
              <code className={styles.sample}>{words.formatSample}</code>
            </InfoNote>
          )}
          {preview !== undefined && (
            <ImportPreview
              counts={preview}
              directory={directory}
              busy={deed.busy}
              onImport={() => void run(false)}
            />
          )}
        </div>
      </div>
    </>
  );
}
