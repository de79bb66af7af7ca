// Step 2: what kind of secret it is.

import { TextInput } from "@mantine/core";
import { useTexts } from "../../texts/texts.ts";
import { Choices } from "./choices.tsx";
import { kinds, type Lack, type StepProps } from "./draft.ts";
import { Step } from "./step.tsx";

export function KindStep({ draft, dispatch, lacks }: StepProps & { readonly lacks: readonly Lack[] }) {
  const texts = useTexts().issue;
  const { kind } = draft;
  return (
    <Step number={2} title={texts.kindStep}>
      <Choices
        label={texts.kindStep}
        name="kind"
        value={kind}
        choices={kinds.map((value) => ({ value, ...texts.kinds[value] }))}
        onChoose={(chosen) => dispatch({ type: "kind", kind: chosen })}
      />
      {(kind === "sms" || kind === "email") && (
        <TextInput
          label={kind === "sms" ? texts.phone : texts.email}
          type={kind === "sms" ? "tel" : "email"}
          value={draft.address}
          onChange={(event) => dispatch({ type: "set", set: { address: event.currentTarget.value } })}
          error={lacks.includes("address") ? texts.lacks.address : undefined}
        />
      )}
      {kind === "yubikey" && (
        <TextInput
          label={texts.aesKey}
          description={texts.aesKeyHelp}
          autoComplete="off"
          spellCheck={false}
          value={draft.aesKey}
          onChange={(event) => dispatch({ type: "set", set: { aesKey: event.currentTarget.value } })}
          error={lacks.includes("key") ? texts.lacks.key : undefined}
        />
      )}
    </Step>
  );
}
