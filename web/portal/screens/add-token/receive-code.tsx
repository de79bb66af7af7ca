// For tokens whose codes are sent: the first one shows that they arrive.

import { Button } from "@mantine/core";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { useTexts } from "../../texts/texts.ts";
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
        <ProveForm step={step} enrollment={enrollment} next={texts.add.proveWrongSent}>
          <Button
            variant="subtle"
            disabled={enrollment.state.busy}
            onClick={() => void enrollment.sendCode(pending)}
          >
            {texts.add.sendAgain}
          </Button>
        </ProveForm>
      </Surface>
      <StopAdding context={context} pending={pending} enrollment={enrollment} />
    </>
  );
}
