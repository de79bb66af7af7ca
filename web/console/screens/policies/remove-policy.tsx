// Deleting a policy, after asking.

import { Button } from "@mantine/core";
import { useState } from "react";
import { Question } from "../../parts/question.tsx";
import { useTexts } from "../../texts/texts.ts";
import { LockoutNote } from "./lockout-note.tsx";
import styles from "./policies.module.css";
import { usePolicyDeeds } from "./use-policy-deeds.ts";

export function RemovePolicy({ name, onRemoved }: { readonly name: string; readonly onRemoved: () => void }) {
  const words = useTexts().policies;
  const [asking, setAsking] = useState(false);
  const { deed, lockout, remove } = usePolicyDeeds();
  const confirm = async (enforce: boolean) => {
    if (await remove(name, enforce)) onRemoved();
  };
  return (
    <>
      <Button variant="subtle" className={styles.danger} fullWidth onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      {asking && (
        <Question
          title={words.askRemove(name)}
          confirmLabel={words.remove}
          danger
          deed={lockout === undefined ? deed : { ...deed, problem: undefined }}
          onConfirm={() => void confirm(false)}
          onCancel={() => setAsking(false)}
        >
          <p>{words.removeWarning}</p>
          {lockout !== undefined && (
            <LockoutNote message={lockout} busy={deed.busy} onInsist={() => void confirm(true)} />
          )}
        </Question>
      )}
    </>
  );
}
