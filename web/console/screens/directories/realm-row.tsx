// One realm: its directories in order, and what can be done with it.

import { Button } from "@mantine/core";
import { useState } from "react";
import { type Realm, type Resolver, resolverName } from "../../api/read-directory.ts";
import { Badge } from "../../parts/badge.tsx";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Question } from "../../parts/question.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { RealmDialog } from "./realm-dialog.tsx";

type RealmRowProps = { readonly realm: Realm; readonly resolvers: readonly Resolver[] };

export function RealmRow({ realm, resolvers }: RealmRowProps) {
  const words = useTexts().directories;
  const { server } = useConsole();
  const makeDefault = useDeed();
  const removal = useDeed();
  const [asking, setAsking] = useState<"edit" | "remove">();
  const { name } = realm;
  const close = () => {
    removal.reset();
    setAsking(undefined);
  };
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <span className={styles.name}>
          {name} {realm.isDefault && <Badge tone="good">{words.isDefault}</Badge>}
          {realm.admin && <Badge tone="quiet">{words.administrators}</Badge>}
        </span>
        <span className={styles.soft}>
          {realm.specs.length === 0 ? words.empty : realm.specs.map(resolverName).join(" → ")}
        </span>
        <ConsoleProblem key={makeDefault.failures} problem={makeDefault.problem} />
      </div>
      {!realm.admin && (
        <div className={styles.buttons}>
          {!realm.isDefault && (
            <Button
              size="sm"
              variant="subtle"
              loading={makeDefault.busy}
              onClick={() =>
                void makeDefault.run(() => server.setDefaultRealm(name), words.done.defaultRealm(name))
              }
            >
              {words.makeDefault}
            </Button>
          )}
          <Button
            size="sm"
            variant="default"
            onClick={() => setAsking("edit")}
            aria-label={words.editOf(name)}
          >
            {words.edit}
          </Button>
          <Button
            size="sm"
            variant="default"
            onClick={() => setAsking("remove")}
            aria-label={words.removeOf(name)}
          >
            {words.remove}
          </Button>
        </div>
      )}
      {asking === "edit" && <RealmDialog realm={realm} resolvers={resolvers} onClose={close} />}
      {asking === "remove" && (
        <Question
          title={words.askRemoveRealm(name)}
          confirmLabel={words.remove}
          danger
          deed={removal}
          onConfirm={() => void removal.run(() => server.removeRealm(name), words.done.removed(name))}
          onCancel={close}
        >
          {words.removeRealmWarning}
        </Question>
      )}
    </li>
  );
}
