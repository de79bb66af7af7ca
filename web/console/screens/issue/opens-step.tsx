// Step 3: what it opens, in plain words; and whether the policies let it.

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { parseActions } from "../../parts/policy-actions.ts";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { Choices } from "./choices.tsx";
import type { StepProps } from "./draft.ts";
import { Step } from "./step.tsx";

const neededScope = "authentication";
const neededAction = "rollout_token_allow_validate";

export function OpensStep({ draft, dispatch }: StepProps) {
  const texts = useTexts().issue;
  return (
    <Step number={3} title={texts.opensStep}>
      <Choices
        label={texts.opensStep}
        name="opens"
        value={draft.opens}
        choices={[
          { value: "portal", ...texts.opens.portal },
          { value: "both", ...texts.opens.both },
        ]}
        onChoose={(opens) => dispatch({ type: "set", set: { opens } })}
      />
      {draft.opens === "both" && <NeededPolicy />}
    </Step>
  );
}

function NeededPolicy() {
  const texts = useTexts().issue;
  const { server } = useConsole();
  const policies = useQuery({ queryKey: [personal, "policies"], queryFn: server.policies });
  const isThere = policies.data?.some(
    (policy) =>
      policy.active &&
      policy.scope === neededScope &&
      parseActions(policy.action)?.some(({ name, value }) => name === neededAction && value !== "false"),
  );
  if (isThere !== false) return null;
  return (
    <ErrorNote
      what={texts.policyMissing}
      next={
        <>
          <div>{texts.policyMissingNext(neededAction)}</div>
          <Button
            component="a"
            size="sm"
            variant="default"
            mt="xs"
            href={addresses.policyFor(neededScope, neededAction)}
          >
            {texts.createPolicy}
          </Button>
        </>
      }
    />
  );
}
