// The value of one action, in a field that fits its kind.

import { NativeSelect, Switch, TextInput } from "@mantine/core";
import type { ActionDefinition } from "../../api/read-policy.ts";
import type { SetAction } from "../../parts/policy-actions.ts";
import { useTexts } from "../../texts/texts.ts";

type ActionValueProps = {
  readonly action: SetAction;
  /** Undefined for what the catalogue does not know. */
  readonly definition: ActionDefinition | undefined;
  readonly wrong: boolean;
  readonly onChange: (value: string) => void;
};

export function ActionValue({ action, definition, wrong, onChange }: ActionValueProps) {
  const words = useTexts().policies;
  const { name, value } = action;
  const help = definition?.help ?? words.unknownAction;
  const error = wrong ? words.valueWrong(definition?.values ?? []) : undefined;
  if (definition?.kind === "flag" || definition === undefined) {
    return (
      <Switch
        checked={value !== "false"}
        label={name}
        description={help}
        onChange={(event) => onChange(event.currentTarget.checked ? "true" : "false")}
      />
    );
  }
  if (definition.kind === "choice") {
    const named = definition.values.filter((each) => !/^\d+$/.test(each));
    const offered = named.length === 0 ? definition.values : named;
    return (
      <NativeSelect
        label={name}
        description={help}
        value={value}
        data={offered.includes(value) ? [...offered] : [value, ...offered]}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={name}
      description={help}
      value={value}
      inputMode={definition.kind === "number" ? "numeric" : "text"}
      error={error}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
