// One directory: what it is, which realms use it, and what can be done with it.

import { Button } from "@mantine/core";
import { useState } from "react";
import type { Realm, Resolver } from "../../api/read-directory.ts";
import { Badge } from "../../parts/badge.tsx";
import { Question } from "../../parts/question.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { addresses } from "../../places.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { DirectoryDialog } from "./directory-dialog.tsx";

type ResolverRowProps = { readonly resolver: Resolver; readonly realms: readonly Realm[] };

export function ResolverRow({ resolver, realms }: ResolverRowProps) {
  const words = useTexts().directories;
  const { server } = useConsole();
  const deed = useDeed();
  const [asking, setAsking] = useState<"edit" | "remove">();
  const { name, builtIn, admin, type, spec } = resolver;
  const usedBy = realms.filter(({ specs }) => specs.includes(spec)).map((realm) => realm.name);
  const types: Readonly<Record<string, string>> = words.types;
  const close = () => {
    deed.reset();
    setAsking(undefined);
  };
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <span className={styles.name}>
          {name} {admin && <Badge tone="quiet">{words.administrators}</Badge>}
        </span>
        <span className={styles.soft}>
          {builtIn || admin ? words.builtIn : (types[type] ?? type)} ·{" "}
          {usedBy.length === 0 ? words.unused : words.usedBy(usedBy.join(", "))}
        </span>
      </div>
      {!admin && (
        <div className={styles.buttons}>
          {builtIn && (
            <Button component="a" size="sm" variant="default" href={addresses.importPeople}>
              {words.import}
            </Button>
          )}
          {type === "passwdresolver" && (
            <Button
              size="sm"
              variant="default"
              onClick={() => setAsking("edit")}
              aria-label={words.editOf(name)}
            >
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
        </div>
      )}
      {asking === "edit" && <DirectoryDialog resolver={resolver} onClose={close} />}
      {asking === "remove" && (
        <Question
          title={words.askRemoveDirectory(name)}
          confirmLabel={words.remove}
          danger
          deed={deed}
          onConfirm={() => void deed.run(() => server.removeResolver(name), words.done.removed(name))}
          onCancel={close}
        >
          {builtIn ? words.removeBuiltInWarning : words.removeDirectoryWarning}
        </Question>
      )}
    </li>
  );
}
