// An LDAP or SQL directory, new or changed: its settings, a test of them, and saving.

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Finding } from "../../api/read-finding.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import type { RemoteType, Stored } from "./draft.ts";
import { LdapFields } from "./ldap-fields.tsx";
import { SqlFields } from "./sql-fields.tsx";
import { TestFinding } from "./test-finding.tsx";
import { type DraftForm, useDraft } from "./use-draft.ts";

type RemoteFormProps = {
  readonly type: RemoteType;
  readonly stored: Stored;
  readonly onClose: () => void;
};

export function RemoteForm({ type, stored, onClose }: RemoteFormProps) {
  const texts = useTexts();
  const words = texts.directories;
  const { server } = useConsole();
  const deed = useDeed();
  const form = useDraft(type, stored);
  const element = useFaultsInView(form.failures);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const written = form.finish(false);
    if (written === undefined) return;
    if (await deed.run(() => server.saveDirectory(written), words.done.saved(written.name))) onClose();
  };
  const nameFault = form.faults["name"];
  const Fields = type === "ldapresolver" ? LdapFields : SqlFields;
  return (
    <form ref={element} onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <TextInput
          label={words.directoryName}
          description={words.directoryNameHelp}
          value={form.draft.name}
          withAsterisk
          spellCheck={false}
          autoComplete="off"
          error={nameFault === undefined ? undefined : texts.directoryForms.faults[nameFault]}
          onChange={(event) => form.setName(event.currentTarget.value)}
        />
        <Fields form={form} />
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        <Trial form={form}>
          <Button type="submit" loading={deed.busy}>
            {texts.save}
          </Button>
        </Trial>
      </Stack>
    </form>
  );
}

/** What is wrong is where one looks next, and is read out. */
function useFaultsInView(failures: number) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (failures > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failures]);
  return element;
}

type TrialProps = { readonly form: DraftForm; readonly children: ReactNode };

/** A finding is about what was in the form when it was made. */
function Trial({ form, children }: TrialProps) {
  const words = useTexts().directoryForms;
  const { server } = useConsole();
  const deed = useDeed();
  const [tested, setTested] = useState<{ readonly draft: unknown; readonly finding: Finding }>();
  const { draft } = form;
  const test = async () => {
    const written = form.finish(true);
    if (written === undefined) return;
    await deed.run(async () => setTested({ draft, finding: await server.testWritten(written) }));
  };
  return (
    <>
      <ConsoleProblem key={deed.failures} problem={deed.problem} />
      {Object.keys(form.faults).length > 0 && (
        <p className={styles.fault} role="alert">
          {words.incomplete}
        </p>
      )}
      <Group justify="flex-end">
        <Button variant="default" loading={deed.busy} onClick={() => void test()}>
          {words.test}
        </Button>
        {children}
      </Group>
      <TestFinding busy={deed.busy} finding={tested?.draft === draft ? tested.finding : undefined} />
    </>
  );
}
