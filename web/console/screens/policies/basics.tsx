// What a policy is called, to which scope it belongs, and whether it is on.

import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useTexts } from "../../texts/texts.ts";
import styles from "./policies.module.css";
import type { PolicyDraft, PolicyDraftEvent } from "./policy-draft.ts";
import { scopeTitle } from "./scope-title.ts";

type BasicsProps = {
  readonly draft: PolicyDraft;
  readonly dispatch: (event: PolicyDraftEvent) => void;
  readonly scopes: readonly string[];
  readonly isNew: boolean;
  readonly nameFault: string | undefined;
};

export function Basics({ draft, dispatch, scopes, isNew, nameFault }: BasicsProps) {
  const texts = useTexts();
  const words = texts.policies;
  return (
    <div className={styles.fields}>
      <div className={styles.two}>
        <TextInput
          label={words.name}
          value={draft.name}
          readOnly={!isNew}
          description={isNew ? undefined : words.nameFixed}
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={nameFault}
          spellCheck={false}
          onChange={(event) => dispatch({ type: "set", set: { name: event.currentTarget.value } })}
        />
        <NativeSelect
          label={words.scope}
          value={draft.scope}
          data={scopes.map((scope) => ({ value: scope, label: scopeTitle(scope, texts) }))}
          onChange={(event) => dispatch({ type: "scope", scope: event.currentTarget.value })}
        />
      </div>
      <Switch
        checked={draft.active}
        label={words.activeLabel}
        onChange={(event) => dispatch({ type: "set", set: { active: event.currentTarget.checked } })}
      />
    </div>
  );
}
