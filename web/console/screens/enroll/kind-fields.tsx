// The kind of the token, and the fields that belong to it.

import { NativeSelect, PasswordInput, Switch, TextInput } from "@mantine/core";
import { useEffect } from "react";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { typeName } from "../../parts/token-badge.tsx";
import { useMaySomewhere } from "../../parts/use-directories.ts";
import { useTexts } from "../../texts/texts.ts";
import { type Draft, type DraftEvent, type Lack, textOf } from "./draft.ts";
import styles from "./enroll.module.css";
import { type FieldName, families, fields, fieldsOf, type Kind } from "./kinds.ts";

export type FieldsProps = {
  readonly draft: Draft;
  readonly dispatch: (event: DraftEvent) => void;
};

type KindFieldsProps = FieldsProps & { readonly lacks: readonly Lack[] };

export function KindFields({ draft, dispatch, lacks }: KindFieldsProps) {
  const texts = useTexts();
  const words = texts.enroll;
  const may = useMaySomewhere();
  const allowed = (Object.keys(families) as readonly (keyof typeof families)[])
    .map((family) => ({
      group: words.families[family],
      items: families[family]
        .filter((kind) => may(`admin/init${kind}`))
        .map((kind) => ({ value: kind as Kind, label: typeName(kind, texts) })),
    }))
    .filter(({ items }) => items.length > 0);
  const kinds = allowed.flatMap(({ items }) => items.map(({ value }) => value));
  const [first] = kinds;
  const misses = first !== undefined && !kinds.includes(draft.kind);
  useEffect(() => {
    if (misses) dispatch({ type: "kind", kind: first });
  }, [misses, first, dispatch]);
  if (allowed.length === 0) return <ErrorNote what={words.nothingAllowed} next={words.nothingAllowedNext} />;
  const choose = (value: string) => {
    const found = kinds.find((kind) => kind === value);
    if (found !== undefined) dispatch({ type: "kind", kind: found });
  };
  return (
    <div className={styles.fields}>
      <NativeSelect
        label={words.kindLabel}
        description={words.hints[draft.kind]}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={draft.kind}
        onChange={(event) => choose(event.currentTarget.value)}
        data={allowed}
      />
      <div className={styles.two}>
        {fieldsOf[draft.kind].map((name) => (
          <OneField
            key={name}
            name={name}
            value={textOf(draft, name)}
            lacks={lacks.includes(name)}
            onChange={(value) => dispatch({ type: "value", name, value })}
          />
        ))}
      </div>
    </div>
  );
}

type OneFieldProps = {
  readonly name: FieldName;
  readonly value: string;
  readonly lacks: boolean;
  readonly onChange: (value: string) => void;
};

function OneField({ name, value, lacks, onChange }: OneFieldProps) {
  const { label, help, lack } = useTexts().enroll.fields[name];
  const { input, choices = [], required } = fields[name];
  const common = {
    label,
    ...(help === "" ? {} : { description: help }),
    ...(lacks ? { error: lack } : {}),
  };
  const typed = {
    ...common,
    value,
    required: required === true,
    autoComplete: "off",
    inputWrapperOrder: ["label" as const, "input" as const, "description" as const, "error" as const],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange(event.currentTarget.value),
  };
  switch (input) {
    case "flag":
      return (
        <Switch
          {...common}
          checked={value === "1"}
          onChange={(event) => onChange(event.currentTarget.checked ? "1" : "0")}
        />
      );
    case "choice":
      return <NativeSelect {...typed} data={[...choices]} />;
    case "secret":
      return <PasswordInput {...typed} autoComplete="new-password" />;
    default:
      return <TextInput {...typed} type={input} spellCheck={false} />;
  }
}
