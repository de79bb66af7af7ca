// Step 1: who gets it.

import { PersonPicker } from "../../parts/person-picker.tsx";
import { useTexts } from "../../texts/texts.ts";
import type { StepProps } from "./draft.ts";
import { Step } from "./step.tsx";

export function PersonStep({ draft, dispatch }: StepProps) {
  const texts = useTexts().issue;
  return (
    <Step number={1} title={texts.personStep}>
      <PersonPicker chosen={draft.chosen} onChoose={(chosen) => dispatch({ type: "choose", chosen })} />
    </Step>
  );
}
