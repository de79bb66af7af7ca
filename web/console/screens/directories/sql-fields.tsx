// The settings of an SQL directory.

import { NativeSelect } from "@mantine/core";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { isFile } from "./draft.ts";
import { Field, Secret } from "./field.tsx";
import { MappedFields } from "./mapped-fields.tsx";
import { databaseKind, databaseKinds } from "./presets.ts";
import type { DraftForm } from "./use-draft.ts";

type PartProps = { readonly form: DraftForm };

export function SqlFields({ form }: PartProps) {
  const words = useTexts().directoryForms;
  const { values } = form.draft;
  const hasServer = !isFile(values);
  return (
    <>
      <fieldset className={styles.part}>
        <legend>{words.connection}</legend>
        <NativeSelect
          label={words.labels.Driver}
          data={databaseKinds.map((value) => ({ value, label: words.kinds[value] }))}
          value={databaseKind(values["Driver"] ?? "")}
          onChange={(event) => form.setValues({ Driver: event.currentTarget.value })}
        />
        {hasServer && (
          <div className={styles.pairs}>
            <Field form={form} name="Server" />
            <Field form={form} name="Port" />
          </div>
        )}
        <Field form={form} name="Database" needed {...(hasServer ? {} : { help: words.helps.file })} />
        {hasServer && (
          <>
            <Field form={form} name="User" />
            <Secret form={form} />
          </>
        )}
      </fieldset>
      <fieldset className={styles.part}>
        <legend>{words.people}</legend>
        <Field form={form} name="Table" needed />
        <Field form={form} name="Where" />
      </fieldset>
      <MappedFields form={form} />
      <Advanced form={form} />
    </>
  );
}

const advanced = ["Limit", "Encoding", "conParams", "Connect"] as const;

function Advanced({ form }: PartProps) {
  const words = useTexts().directoryForms;
  const isWrong = advanced.some((name) => form.faults[name] !== undefined);
  return (
    <details className={styles.more} {...(isWrong ? { open: true } : {})}>
      <summary>{words.advanced}</summary>
      <div className={styles.part}>
        {advanced.map((name) => (
          <Field key={name} form={form} name={name} />
        ))}
      </div>
    </details>
  );
}
