// What tokens of every kind may have: a PIN, a description, and whether they are for the first sign-in only.

import { PasswordInput, Switch, TextInput } from "@mantine/core";
import { useTexts } from "../../texts/texts.ts";
import { mayBeRollout } from "./draft.ts";
import styles from "./enroll.module.css";
import type { FieldsProps } from "./kind-fields.tsx";

/** As long as the server keeps them. */
const longestDescription = 80;

export function OtherFields({ draft, dispatch }: FieldsProps) {
  const words = useTexts().enroll;
  return (
    <div className={styles.fields}>
      <div className={styles.two}>
        <PasswordInput
          label={words.pin}
          description={words.pinHelp}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="new-password"
          value={draft.pin}
          onChange={(event) => dispatch({ type: "set", set: { pin: event.currentTarget.value } })}
        />
        <TextInput
          label={words.description}
          maxLength={longestDescription}
          value={draft.description}
          onChange={(event) => dispatch({ type: "set", set: { description: event.currentTarget.value } })}
        />
      </div>
      {mayBeRollout(draft.kind) && (
        <Switch
          label={words.rollout}
          description={words.rolloutHelp}
          checked={draft.rollout}
          onChange={(event) => dispatch({ type: "set", set: { rollout: event.currentTarget.checked } })}
        />
      )}
    </div>
  );
}
