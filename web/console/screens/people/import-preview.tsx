// What an import would do, before it does it.

import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { ImportCounts } from "../../api/read-person.ts";
import { Facts } from "../../parts/facts.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./people.module.css";

type ImportPreviewProps = {
  readonly counts: ImportCounts;
  readonly directory: string;
  readonly busy: boolean;
  readonly onImport: () => void;
};

/** So many names are shown of each group. */
const shown = 12;

export function ImportPreview({ counts, directory, busy, onImport }: ImportPreviewProps) {
  const words = useTexts().people;
  const [sure, setSure] = useState(false);
  const { created, changed, unchanged, removed } = counts;
  const nothing = created.length + changed.length + removed.length === 0;
  const listed = (logins: readonly string[]) => {
    const more = logins.length > shown ? ", …" : "";
    return logins.length === 0 ? "0" : `${logins.length}: ${logins.slice(0, shown).join(", ")}${more}`;
  };
  return (
    <Surface label={words.previewTitle(directory)}>
      <div className={styles.fields} role="status">
        <h2 className={styles.heading}>{words.previewTitle(directory)}</h2>
        <Facts
          facts={[
            { label: words.created, value: listed(created) },
            { label: words.changed, value: listed(changed) },
            { label: words.removed, value: listed(removed) },
            { label: words.unchanged, value: String(unchanged.length) },
          ]}
        />
        {removed.length > 0 && (
          <Checkbox
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
            label={words.sureToRemove(removed.length)}
          />
        )}
        {nothing && <p className={styles.soft}>{words.nothingToImport}</p>}
        <Button loading={busy} disabled={nothing || (removed.length > 0 && !sure)} onClick={onImport}>
          {words.importNow}
        </Button>
      </div>
    </Surface>
  );
}
