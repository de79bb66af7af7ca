// The form of a policy: its name, for whom it is, what it does, and how it reads as a sentence.

import { Button } from "@mantine/core";
import { type FormEvent, useReducer, useState } from "react";
import { useLocation } from "wouter";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import { useAccessPoints } from "../../access-points/use-access-points.ts";
import type { ActionDefinition, Catalogue, Policy } from "../../api/read-policy.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { addresses } from "../../places.ts";
import { type ConsoleTexts, useTexts } from "../../texts/texts.ts";
import { ActionList } from "./action-list.tsx";
import { Basics } from "./basics.tsx";
import { Conditions } from "./conditions.tsx";
import { LockoutNote } from "./lockout-note.tsx";
import styles from "./policies.module.css";
import {
  faultsOf,
  isValueRight,
  type PolicyDraft,
  type PolicyFault,
  policyOf,
  stepPolicy,
} from "./policy-draft.ts";
import { Preview } from "./preview.tsx";
import { RemovePolicy } from "./remove-policy.tsx";
import { usePolicyDeeds } from "./use-policy-deeds.ts";

type PolicyFormProps = {
  readonly start: PolicyDraft;
  readonly existing: Policy | undefined;
  /** Names that are taken. */
  readonly names: readonly string[];
  readonly catalogue: Catalogue;
};

export function PolicyForm({ start, existing, names, catalogue }: PolicyFormProps) {
  const words = useTexts().policies;
  const [, go] = useLocation();
  const [draft, dispatch] = useReducer(stepPolicy, start);
  const [tried, setTried] = useState(false);
  const deeds = usePolicyDeeds();
  const definitions = catalogue[draft.scope] ?? [];
  const taken = existing === undefined && names.includes(draft.name.trim());
  const points = useAccessPoints().map(({ name: point }) => point);
  const { faults, wrong } = judge(draft, definitions, points);
  const isRight = faults.length === 0 && wrong.length === 0 && !taken;
  const send = async (enforce: boolean) => {
    setTried(true);
    if (isRight && (await deeds.save(policyOf(draft), enforce))) go("/policies");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(false);
  };
  const shown = tried ? faults : [];
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.main}>
        <Surface>
          <Basics
            draft={draft}
            dispatch={dispatch}
            scopes={Object.keys(catalogue)}
            isNew={existing === undefined}
            nameFault={nameFault({ taken, wrong: shown.includes("name") }, words)}
          />
        </Surface>
        <Surface label={words.actions}>
          <h2 className={styles.heading}>{words.actions}</h2>
          <ActionList
            actions={draft.actions}
            definitions={definitions}
            dispatch={dispatch}
            wrong={tried ? wrong : []}
            missing={shown.includes("actions")}
          />
        </Surface>
        <Surface label={words.conditions}>
          <h2 className={styles.heading}>{words.conditions}</h2>
          <Conditions draft={draft} dispatch={dispatch} faults={shown} />
        </Surface>
      </div>
      <div className={styles.side}>
        <Preview draft={draft} definitions={definitions} />
        {tried && !isRight && <ErrorNote what={words.notSaved} next={reasonOf(faults, taken, words)} />}
        <Trouble deeds={deeds} onInsist={() => void send(true)} />
        <Buttons existing={existing} busy={deeds.deed.busy} onRemoved={() => go("/policies")} />
      </div>
    </form>
  );
}

function judge(draft: PolicyDraft, definitions: readonly ActionDefinition[], points: readonly string[]) {
  const wrong = draft.actions.filter(
    (action) =>
      !isValueRight(
        action,
        definitions.find(({ name }) => name === action.name),
      ),
  );
  return { faults: faultsOf(draft, points), wrong };
}

type Words = ConsoleTexts["policies"];

function nameFault(
  name: { readonly taken: boolean; readonly wrong: boolean },
  words: Words,
): string | undefined {
  if (name.taken) return words.nameTaken;
  return name.wrong ? words.faults.name : undefined;
}

function reasonOf(faults: readonly PolicyFault[], taken: boolean, words: Words): string {
  return taken ? words.nameTaken : words.faults[faults[0] ?? "actions"];
}

type TroubleProps = { readonly deeds: ReturnType<typeof usePolicyDeeds>; readonly onInsist: () => void };

function Trouble({ deeds: { deed, lockout }, onInsist }: TroubleProps) {
  if (lockout !== undefined) return <LockoutNote message={lockout} busy={deed.busy} onInsist={onInsist} />;
  return <ConsoleProblem key={deed.failures} problem={deed.problem} />;
}

type ButtonsProps = {
  readonly existing: Policy | undefined;
  readonly busy: boolean;
  readonly onRemoved: () => void;
};

function Buttons({ existing, busy, onRemoved }: ButtonsProps) {
  const texts = useTexts();
  return (
    <div className={styles.buttons}>
      <Button type="submit" loading={busy} fullWidth>
        {existing === undefined ? texts.policies.create : texts.save}
      </Button>
      <Button component="a" href={addresses.policies} variant="default" fullWidth>
        {texts.cancel}
      </Button>
      {existing !== undefined && <RemovePolicy name={existing.name} onRemoved={onRemoved} />}
    </div>
  );
}
