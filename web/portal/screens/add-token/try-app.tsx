// An app that brought its own key: a first code proves that key, PIN and clock fit.

import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { useTexts } from "../../texts/texts.ts";
import { ProveForm, type ProveStep } from "./prove-form.tsx";
import { StopAdding } from "./stop-adding.tsx";
import type { Enrollment } from "./use-enrollment.ts";

type TryAppProps = {
  readonly context: Context;
  readonly step: ProveStep;
  readonly enrollment: Enrollment;
};

export function TryApp({ context, step, enrollment }: TryAppProps) {
  const texts = useTexts();
  const pressed = step.pending.kind === "yubico";
  return (
    <>
      <PageTitle
        title={pressed ? texts.add.proveYubico : texts.add.proveStep}
        lead={texts.add.proveHint}
        takeFocus={!pressed}
      />
      <Surface>
        <ProveForm step={step} enrollment={enrollment} next={texts.add.proveWrongNext} />
      </Surface>
      <StopAdding context={context} pending={step.pending} enrollment={enrollment} />
    </>
  );
}
