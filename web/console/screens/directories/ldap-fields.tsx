// The settings of an LDAP directory.

import { NativeSelect } from "@mantine/core";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { risksOf } from "./draft.ts";
import { Field, Flag, Secret } from "./field.tsx";
import { MappedFields } from "./mapped-fields.tsx";
import { type PresetName, presetOf, presets } from "./presets.ts";
import type { DraftForm } from "./use-draft.ts";

type PartProps = { readonly form: DraftForm };

export function LdapFields({ form }: PartProps) {
  const words = useTexts().directoryForms;
  return (
    <>
      <fieldset className={styles.part}>
        <legend>{words.connection}</legend>
        <Field form={form} name="LDAPURI" lines={2} needed />
        <Field form={form} name="BINDDN" needed />
        <Secret form={form} />
        <Flag form={form} name="EnforceTLS" />
        <Flag form={form} name="only_trusted_certs" />
        <Risks form={form} />
        <Field form={form} name="CACERTIFICATE" lines={2} />
      </fieldset>
      <fieldset className={styles.part}>
        <legend>{words.people}</legend>
        <Field form={form} name="LDAPBASE" needed />
        <PresetChoice form={form} />
        <Field form={form} name="LOGINNAMEATTRIBUTE" needed />
        <Field form={form} name="LDAPFILTER" lines={1} needed />
        <Field form={form} name="LDAPSEARCHFILTER" lines={1} needed />
        <Field form={form} name="UIDTYPE" />
      </fieldset>
      <MappedFields form={form} />
      <Advanced form={form} />
    </>
  );
}

function Risks({ form }: PartProps) {
  const words = useTexts().directoryForms.risks;
  return risksOf(form.draft.values).map((risk) => (
    <ErrorNote key={risk} what={words[risk]} next={words[`${risk}Next`]} />
  ));
}

/** Says which one it is by now: names that were changed are one's own. */
function PresetChoice({ form }: PartProps) {
  const words = useTexts().directoryForms;
  const { values, mapping } = form.draft;
  const choose = (name: string) => {
    const preset = presets[name as PresetName];
    if (preset === undefined) return;
    form.setValues(preset.values);
    form.setMapping(preset.mapping);
  };
  return (
    <NativeSelect
      label={words.preset}
      description={words.presetHelp}
      data={Object.entries(words.presets).map(([value, label]) => ({ value, label }))}
      value={presetOf(values, mapping) ?? "own"}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

const advanced = ["TIMEOUT", "SIZELIMIT"] as const;

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
        <Flag form={form} name="NOREFERRALS" />
        <Flag form={form} name="PROXY" />
      </div>
    </details>
  );
}
