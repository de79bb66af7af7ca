// One provider: what it is, whether it can be reached, and what can be done with it.

import { Button } from "@mantine/core";
import { useState } from "react";
import type { Attempt, Provider } from "../../api/provider-calls.ts";
import { Badge } from "../../parts/badge.tsx";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Question } from "../../parts/question.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "../directories/directories.module.css";
import { ProviderDialog } from "./provider-dialog.tsx";
import { shortClass } from "./provider-form.ts";

export function ProviderRow({ provider }: { readonly provider: Provider }) {
  const words = useTexts().providers;
  const { server } = useConsole();
  const [attempt, setAttempt] = useState<Attempt>();
  const deed = useDeed();
  const { type, name, isDefault, managed } = provider;
  const classNames: Readonly<Record<string, string>> = words.classes;
  const shown = classNames[shortClass(provider.class)] ?? shortClass(provider.class);
  const test = () => deed.run(async () => setAttempt(await server.testProvider(type, name)));
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <span className={styles.name}>
          {name} {isDefault && <Badge tone="quiet">{words.isDefault}</Badge>}
        </span>
        <span className={styles.soft}>
          {shown}
          {managed && ` · ${words.managed}`}
        </span>
        <span className={styles.soft} role="status">
          {attempt !== undefined && (attempt.reached ? words.reached : words.notReached(attempt.why))}
        </span>
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
      </div>
      <div className={styles.buttons}>
        <Button
          size="sm"
          variant="default"
          loading={deed.busy}
          onClick={() => void test()}
          aria-label={words.testOf(name)}
        >
          {words.test}
        </Button>
        {!isDefault && (
          <Button
            size="sm"
            variant="default"
            onClick={() =>
              void deed.run(() => server.makeDefaultProvider(type, name), words.done.isDefault(name))
            }
          >
            {words.makeDefault}
          </Button>
        )}
        {!managed && <Changes provider={provider} onChanged={() => setAttempt(undefined)} />}
      </div>
    </li>
  );
}

type ChangesProps = { readonly provider: Provider; readonly onChanged: () => void };

function Changes({ provider, onChanged }: ChangesProps) {
  const words = useTexts().providers;
  const { server } = useConsole();
  const deed = useDeed();
  const [asking, setAsking] = useState<"change" | "remove">();
  const [kept, setKept] = useState<string>();
  const { type, name } = provider;
  const close = () => {
    deed.reset();
    setKept(undefined);
    setAsking(undefined);
    onChanged();
  };
  const remove = () => deed.run(async () => setKept(await server.removeProvider(type, name)));
  return (
    <>
      <Button
        size="sm"
        variant="default"
        onClick={() => setAsking("change")}
        aria-label={words.changeOf(name)}
      >
        {words.change}
      </Button>
      <Button
        size="sm"
        variant="default"
        onClick={() => setAsking("remove")}
        aria-label={words.removeOf(name)}
      >
        {words.remove}
      </Button>
      {asking === "change" && <ProviderDialog provider={provider} onClose={close} />}
      {asking === "remove" && (
        <Question
          title={words.askRemove(name)}
          confirmLabel={words.remove}
          danger
          deed={deed}
          onConfirm={() => void remove()}
          onCancel={close}
        >
          {kept === undefined ? words.removeWarning : words.kept(kept)}
        </Question>
      )}
    </>
  );
}
