// One parameter of a directory: its words, its value, and what is wrong with it.

import { Checkbox, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { useTexts } from "../../texts/texts.ts";
import { secretOf } from "./draft.ts";
import type { DraftForm } from "./use-draft.ts";

type FieldProps = {
  readonly form: DraftForm;
  readonly name: string;
  /** Absent: one, and no line breaks. */
  readonly lines?: number;
  readonly help?: string;
  readonly needed?: boolean;
};

export function Field({ form, name, lines, help, needed = false }: FieldProps) {
  const words = useTexts().directoryForms;
  const labels: Readonly<Record<string, string>> = words.labels;
  const helps: Readonly<Record<string, string>> = words.helps;
  const fault = form.faults[name];
  const props = {
    label: labels[name],
    description: help ?? helps[name],
    value: form.draft.values[name] ?? "",
    error: fault === undefined ? undefined : words.faults[fault],
    withAsterisk: needed,
    spellCheck: false,
    autoComplete: "off",
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      form.setValues({ [name]: event.currentTarget.value }),
  };
  if (lines !== undefined) return <Textarea {...props} autosize minRows={lines} maxRows={lines + 3} />;
  return <TextInput {...props} />;
}

export function Flag({ form, name }: Pick<FieldProps, "form" | "name">) {
  const words = useTexts().directoryForms;
  const labels: Readonly<Record<string, string>> = words.labels;
  const helps: Readonly<Record<string, string>> = words.helps;
  return (
    <Checkbox
      label={labels[name]}
      description={helps[name]}
      checked={/^(true|1)$/i.test(form.draft.values[name] ?? "")}
      onChange={(event) => form.setValues({ [name]: event.currentTarget.checked ? "True" : "False" })}
    />
  );
}

/** Never filled in: a password that is stored does not come back. */
export function Secret({ form }: Pick<FieldProps, "form">) {
  const words = useTexts().directoryForms;
  const name = secretOf[form.draft.type];
  const fault = form.faults[name];
  const isMoved = form.stored !== undefined && form.needsPassword;
  return (
    <PasswordInput
      label={words.labels[name]}
      description={
        isMoved ? words.secretMoved : form.stored === undefined ? words.secretNew : words.secretKept
      }
      value={form.draft.values[name] ?? ""}
      error={fault === undefined ? undefined : words.faults[fault]}
      withAsterisk={form.needsPassword}
      autoComplete="new-password"
      onChange={(event) => form.setValues({ [name]: event.currentTarget.value })}
    />
  );
}
