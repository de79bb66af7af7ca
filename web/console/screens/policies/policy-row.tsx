// One policy in the list, with its switch.

import { Switch } from "@mantine/core";
import { withNames } from "../../access-points/access-points.ts";
import { useAccessPoints } from "../../access-points/use-access-points.ts";
import type { Policy } from "../../api/read-policy.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { parseActions } from "../../parts/policy-actions.ts";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import { LockoutNote } from "./lockout-note.tsx";
import styles from "./policies.module.css";
import { emptyPolicy } from "./policy-draft.ts";
import { sentenceOf } from "./sentence.ts";
import { usePolicyDeeds } from "./use-policy-deeds.ts";

export function PolicyRow({ policy }: { readonly policy: Policy }) {
  const words = useTexts().policies;
  const { deed, lockout, toggle } = usePolicyDeeds();
  const actions = parseActions(policy.action);
  const client = withNames(policy.client, useAccessPoints());
  return (
    <li className={styles.policy} data-active={policy.active}>
      <div className={styles.row}>
        <div className={styles.words}>
          <a className={styles.name} href={addresses.policy(policy.name)}>
            {policy.name}
          </a>
          <span className={styles.actions}>
            {actions === undefined
              ? policy.action
              : actions.map(({ name, value }) => (
                  <code key={name}>{value === "true" ? name : `${name}=${value}`}</code>
                ))}
          </span>
          <span className={styles.who}>
            {sentenceOf(
              { ...emptyPolicy, ...policy, client, active: true, actions: [] },
              words.sentence,
            ).replace(/:$/, "")}
          </span>
        </div>
        <Switch
          checked={policy.active}
          disabled={deed.busy}
          onChange={() => void toggle(policy, false)}
          aria-label={words.switch(policy.name)}
          label={policy.active ? words.isOn : words.isOff}
        />
      </div>
      {lockout !== undefined ? (
        <LockoutNote message={lockout} busy={deed.busy} onInsist={() => void toggle(policy, true)} />
      ) : (
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
      )}
    </li>
  );
}
