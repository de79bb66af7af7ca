// The actions of a policy: those it has, each with its help and a field that fits it, and the way to add one.

import { ActionIcon, Button, NativeSelect } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { ActionDefinition } from "../../api/read-policy.ts";
import type { SetAction } from "../../parts/policy-actions.ts";
import { useTexts } from "../../texts/texts.ts";
import { ActionValue } from "./action-value.tsx";
import styles from "./policies.module.css";
import { type PolicyDraftEvent, startValue } from "./policy-draft.ts";

type ActionListProps = {
  readonly actions: readonly SetAction[];
  readonly definitions: readonly ActionDefinition[];
  readonly dispatch: (event: PolicyDraftEvent) => void;
  /** Those whose value cannot be right. */
  readonly wrong: readonly SetAction[];
  readonly missing: boolean;
};

export function ActionList({ actions, definitions, dispatch, wrong, missing }: ActionListProps) {
  const words = useTexts().policies;
  const free = definitions.filter(({ name }) => !actions.some((action) => action.name === name));
  return (
    <>
      {actions.length > 0 && (
        <ul className={styles.set}>
          {actions.map((action) => (
            <li key={action.name}>
              <ActionValue
                action={action}
                definition={definitions.find(({ name }) => name === action.name)}
                wrong={wrong.includes(action)}
                onChange={(value) => dispatch({ type: "change", action: { name: action.name, value } })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={words.dropAction(action.name)}
                onClick={() => dispatch({ type: "drop", name: action.name })}
              >
                <IconX size={20} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <AddAction
        free={free}
        missing={missing}
        onAdd={(definition) =>
          dispatch({ type: "add", action: { name: definition.name, value: startValue(definition) } })
        }
      />
    </>
  );
}

type AddActionProps = {
  readonly free: readonly ActionDefinition[];
  readonly missing: boolean;
  readonly onAdd: (definition: ActionDefinition) => void;
};

function AddAction({ free, missing, onAdd }: AddActionProps) {
  const words = useTexts().policies;
  const [picked, setPicked] = useState("");
  const chosen = free.find(({ name }) => name === picked);
  const add = () => {
    if (chosen === undefined) return;
    onAdd(chosen);
    setPicked("");
  };
  return (
    <div className={styles.fields}>
      <NativeSelect
        label={words.addAction}
        value={chosen?.name ?? ""}
        data={[{ value: "", label: words.chooseAction }, ...free.map(({ name }) => name)]}
        onChange={(event) => setPicked(event.currentTarget.value)}
        error={missing ? words.faults.actions : undefined}
      />
      {chosen !== undefined && <p className={styles.help}>{chosen.help}</p>}
      <div>
        <Button
          variant="default"
          disabled={chosen === undefined}
          onClick={add}
          leftSection={<IconPlus size={18} aria-hidden />}
        >
          {words.add}
        </Button>
      </div>
    </div>
  );
}
