// The browser makes a passkey, and then it is tried once, if policies and its owner want that.

import { Button, Stack } from "@mantine/core";
import { ErrorNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { PasskeyButton } from "../../passkey-button.tsx";
import { useTexts } from "../../texts/texts.ts";
import type { Pending } from "./enrollment-state.ts";
import { StopAdding } from "./stop-adding.tsx";
import type { Enrollment } from "./use-enrollment.ts";

type PasskeyStepProps = {
  readonly context: Context;
  readonly pending: Pending;
  readonly enrollment: Enrollment;
};

export function MakePasskey({ context, pending, enrollment }: PasskeyStepProps) {
  const { makeTitle, makeLead, make } = useTexts().passkey;
  return (
    <>
      <Surface>
        <PageTitle title={makeTitle} lead={makeLead} takeFocus={false} />
        <Stack align="flex-start">
          <Problem enrollment={enrollment} />
          <PasskeyButton
            label={make}
            busy={enrollment.state.busy}
            onClick={() => void enrollment.makePasskey(pending)}
          />
        </Stack>
      </Surface>
      <StopAdding context={context} pending={pending} enrollment={enrollment} />
    </>
  );
}

export function TryPasskey({ pending, enrollment }: Omit<PasskeyStepProps, "context">) {
  const { tryTitle, tryLead, tryIt, notNow } = useTexts().passkey;
  const { busy } = enrollment.state;
  return (
    <Surface>
      <PageTitle title={tryTitle} lead={tryLead} takeFocus={false} />
      <Stack align="flex-start">
        <Problem enrollment={enrollment} />
        <PasskeyButton label={tryIt} busy={busy} onClick={() => void enrollment.tryPasskey(pending)} />
        <Button variant="subtle" disabled={busy} onClick={() => enrollment.dispatch({ type: "finished" })}>
          {notNow}
        </Button>
      </Stack>
    </Surface>
  );
}

function Problem({ enrollment }: Pick<PasskeyStepProps, "enrollment">) {
  const { refused, refusedNext } = useTexts().passkey;
  const { problem, failures } = enrollment.state;
  if (problem?.kind === "server") return <ProblemNote key={failures} problem={problem.problem} />;
  return problem === undefined ? null : <ErrorNote key={failures} what={refused} next={refusedNext} />;
}
