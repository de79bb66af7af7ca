// One directory: what it is, which realms use it, and what can be done with it.

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import type { Realm, Resolver } from "../../api/read-directory.ts";
import type { Finding } from "../../api/read-finding.ts";
import { Badge } from "../../parts/badge.tsx";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Question } from "../../parts/question.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { addresses } from "../../places.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { DirectoryDialog } from "./directory-dialog.tsx";
import { saidAs } from "./said.ts";
import { TestFinding } from "./test-finding.tsx";

type ResolverRowProps = { readonly resolver: Resolver; readonly realms: readonly Realm[] };

export function ResolverRow({ resolver, realms }: ResolverRowProps) {
  const words = useTexts().directoryForms;
  const { server } = useConsole();
  const trial = useDeed();
  const [finding, setFinding] = useState<Finding>();
  const { name, spec, admin, outage } = resolver;
  const usedBy = realms.filter(({ specs }) => specs.includes(spec)).map((realm) => realm.name);
  const test = () => trial.run(async () => setFinding(await server.testDirectory(name)));
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <About resolver={resolver} usedBy={usedBy} />
        {outage !== "" && <span className={styles.soft}>{saidAs(outage, words.said, words.labels)}</span>}
        <ConsoleProblem key={trial.failures} problem={trial.problem} />
        {isRemote(resolver) && <TestFinding busy={trial.busy} finding={finding} />}
      </div>
      {!admin && (
        <div className={styles.buttons}>
          {isRemote(resolver) && (
            <Button
              size="sm"
              variant="default"
              loading={trial.busy}
              onClick={() => void test()}
              aria-label={words.testOf(name)}
            >
              {words.test}
            </Button>
          )}
          <Changes resolver={resolver} usedBy={usedBy} onChanged={() => setFinding(undefined)} />
        </div>
      )}
    </li>
  );
}

function isRemote({ type, builtIn, admin }: Resolver): boolean {
  return !builtIn && !admin && type !== "passwdresolver";
}

type AboutProps = { readonly resolver: Resolver; readonly usedBy: readonly string[] };

function About({ resolver: { name, admin, builtIn, type, outage }, usedBy }: AboutProps) {
  const { directories: words, directoryForms } = useTexts();
  const types: Readonly<Record<string, string>> = words.types;
  return (
    <>
      <span className={styles.name}>
        {name} {admin && <Badge tone="quiet">{words.administrators}</Badge>}
        {outage !== "" && <Badge tone="bad">{directoryForms.outage}</Badge>}
      </span>
      <span className={styles.soft}>
        {builtIn || admin ? words.builtIn : (types[type] ?? type)} ·{" "}
        {usedBy.length === 0 ? words.unused : words.usedBy(usedBy.join(", "))}
      </span>
    </>
  );
}

function Changes({ resolver, usedBy, onChanged }: AboutProps & { readonly onChanged: () => void }) {
  const words = useTexts().directories;
  const [asking, setAsking] = useState<"edit" | "remove">();
  const { name, builtIn } = resolver;
  const close = () => {
    onChanged();
    setAsking(undefined);
  };
  return (
    <>
      {builtIn && (
        <Button component="a" size="sm" variant="default" href={addresses.importPeople}>
          {words.import}
        </Button>
      )}
      {!builtIn && (
        <Button size="sm" variant="default" onClick={() => setAsking("edit")} aria-label={words.editOf(name)}>
          {words.edit}
        </Button>
      )}
      <Button
        size="sm"
        variant="default"
        onClick={() => setAsking("remove")}
        aria-label={words.removeOf(name)}
      >
        {words.remove}
      </Button>
      {asking === "edit" && <DirectoryDialog resolver={resolver} onClose={close} />}
      {asking === "remove" && usedBy.length > 0 && <InUse name={name} realms={usedBy} onClose={close} />}
      {asking === "remove" && usedBy.length === 0 && <Removal resolver={resolver} onClose={close} />}
    </>
  );
}

type InUseProps = { readonly name: string; readonly realms: readonly string[]; readonly onClose: () => void };

/** The server would refuse it; this says so before, and what to do. */
function InUse({ name, realms, onClose }: InUseProps) {
  const words = useTexts().directoryForms;
  return (
    <Modal opened onClose={onClose} title={words.inUse(name)}>
      <Stack>
        <div>{words.inUseNext(realms.join(", "))}</div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {words.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type RemovalProps = { readonly resolver: Resolver; readonly onClose: () => void };

function Removal({ resolver: { name, builtIn, type }, onClose }: RemovalProps) {
  const { directories: words, directoryForms } = useTexts();
  const { server } = useConsole();
  const deed = useDeed();
  const local = builtIn ? words.removeBuiltInWarning : words.removeDirectoryWarning;
  return (
    <Question
      title={words.askRemoveDirectory(name)}
      confirmLabel={words.remove}
      danger
      deed={deed}
      onConfirm={() => void deed.run(() => server.removeResolver(name), words.done.removed(name))}
      onCancel={onClose}
    >
      {builtIn || type === "passwdresolver" ? local : directoryForms.removeRemote}
    </Question>
  );
}
