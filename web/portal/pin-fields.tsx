// A PIN, typed twice, with its rules.

import { PasswordInput } from "@mantine/core";
import type { PinAsk, PinFaults } from "./pin-faults.ts";
import { mustHavePin, pinFaultText, pinRulesText } from "./pin-rules.ts";
import { useTexts } from "./texts/texts.ts";

export function PinFields(props: PinAsk & { readonly faults: PinFaults }) {
  const texts = useTexts();
  const { rules, optional, faults } = props;
  const hint = [texts.pin.hint, pinRulesText(rules, texts)].join(" ").trim();
  return (
    <>
      <PasswordInput
        name="pin"
        label={optional && !mustHavePin(rules) ? texts.pin.optionalLabel : texts.pin.label}
        description={hint}
        autoComplete="new-password"
        data-autofocus={!optional || undefined}
        error={faults.pin === undefined ? undefined : pinFaultText(faults.pin, rules, texts)}
      />
      <PasswordInput
        name="pinRepeat"
        label={texts.pin.repeat}
        autoComplete="new-password"
        error={faults.pinRepeat === undefined ? undefined : texts.pin.differs}
      />
    </>
  );
}
