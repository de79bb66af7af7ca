// For tokens whose codes are sent: the first one shows that they arrive.

import { Button } from "@mantine/core";
import { ErrorNote, Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { useTexts } from "../../texts/texts.ts";
import styles from "./add-token.module.css";
import { ProveForm, type ProveStep } from "./prove-form.tsx";
import { StopAdding } from "./stop-adding.tsx";
import type { Enrollment } from "./use-enrollment.ts";

type ReceiveCodeProps = {
  readonly context: Context;
  readonly step: ProveStep;
  readonly enrollment: Enrollment;
};

export function ReceiveCode({ context, step, enrollment }: ReceiveCodeProps) {
  const texts = useTexts();
  const { pending, sent } = step;
  const lead = pending.sentTo === "" ? texts.add.sendLeadNoAddress : texts.add.sendLead(pending.sentTo);
  return (
    <>
      <Surface>
        <PageTitle title={texts.add.sendTitle} lead={sent > 0 ? lead : undefined} />
        {sent === 0 ? (
          <NotSent step={step} enrollment={enrollment} />
        ) : (
          <ProveForm step={step} enrollment={enrollment} next={texts.add.proveWrongSent}>
            <Button
              variant="subtle"
              disabled={enrollment.state.busy}
              onClick={() => void enrollment.sendCode(pending)}
            >
              {texts.add.sendAgain}
            </Button>
            <p className={styles.hint} role="status">
              {sent > 1 ? texts.add.sentAgain : ""}
            </p>
          </ProveForm>
        )}
      </Surface>
      <StopAdding context={context} pending={pending} enrollment={enrollment} />
    </>
  );
}

/** The first code is on its way to the gateway, or did not get there: there is nothing to type yet. */
function NotSent(props: Pick<ReceiveCodeProps, "step" | "enrollment">) {
  const texts = useTexts();
  const { step, enrollment } = props;
  if (enrollment.state.busy) return <Waiting />;
  return (
    <ErrorNote
      key={enrollment.state.failures}
      what={texts.add.sendFailed}
      next={texts.add.sendFailedNext}
      onRetry={() => void enrollment.sendCode(step.pending)}
    />
  );
}
