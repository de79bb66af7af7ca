// For whom a policy is: realm, user, client, time.

import { Autocomplete, TextInput } from "@mantine/core";
import { usePeoplesRealms } from "../../parts/use-directories.ts";
import { useTexts } from "../../texts/texts.ts";
import { ClientField } from "./client-field.tsx";
import styles from "./policies.module.css";
import type { PolicyDraft, PolicyDraftEvent, PolicyFault } from "./policy-draft.ts";

type ConditionsProps = {
  readonly draft: PolicyDraft;
  readonly dispatch: (event: PolicyDraftEvent) => void;
  readonly faults: readonly PolicyFault[];
};

export function Conditions({ draft, dispatch, faults }: ConditionsProps) {
  const words = useTexts().policies;
  const realms = usePeoplesRealms().names;
  const field = (name: "realm" | "user" | "client" | "time") => ({
    label: words.fields[name].label,
    description: words.fields[name].help,
    value: draft[name],
    error: faults.includes(name) ? words.faults[name] : undefined,
    spellCheck: false,
  });
  const set = (name: "user" | "time") => (event: { readonly currentTarget: { readonly value: string } }) =>
    dispatch({ type: "set", set: { [name]: event.currentTarget.value } });
  return (
    <div className={styles.two}>
      <Autocomplete
        {...field("realm")}
        data={["*", ...realms]}
        size="md"
        onChange={(realm) => dispatch({ type: "set", set: { realm } })}
      />
      <TextInput {...field("user")} onChange={set("user")} />
      <ClientField {...field("client")} onChange={(client) => dispatch({ type: "set", set: { client } })} />
      <TextInput {...field("time")} onChange={set("time")} />
    </div>
  );
}
