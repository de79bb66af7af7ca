// What is known of people: our names for it, and the directory's.

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { fieldsOf } from "./draft.ts";
import type { DraftForm } from "./use-draft.ts";

export function MappedFields({ form }: { readonly form: DraftForm }) {
  const words = useTexts().directoryForms;
  const labels: Readonly<Record<string, string>> = words.userFields;
  const [another, setAnother] = useState("");
  const name = another.trim();
  const add = () => {
    if (!/^\w+$/.test(name)) return;
    form.setMapping({ [name]: "" });
    setAnother("");
  };
  return (
    <fieldset className={styles.part}>
      <legend>{words.fields}</legend>
      <p className={styles.soft}>{words.fieldsHelp}</p>
      <div className={styles.pairs}>
        {fieldsOf(form.draft).map((field) => {
          const fault = form.faults[`mapping.${field}`];
          return (
            <TextInput
              key={field}
              label={labels[field] ?? field}
              value={form.draft.mapping[field] ?? ""}
              error={fault === undefined ? undefined : words.faults[fault]}
              withAsterisk={form.draft.type === "sqlresolver" && /^user(id|name)$/.test(field)}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => form.setMapping({ [field]: event.currentTarget.value })}
            />
          );
        })}
        <div className={styles.adding}>
          <TextInput
            label={words.anotherField}
            value={another}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setAnother(event.currentTarget.value)}
          />
          <Button variant="default" disabled={!/^\w+$/.test(name)} onClick={add}>
            {words.addField}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}
