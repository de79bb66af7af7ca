// Step 2: what kind of secret it is.

import { TextInput } from "@mantine/core";
import { useTexts } from "../../texts/texts.ts";
import { Choices } from "./choices.tsx";
import { kinds, type Lack, type StepProps } from "./draft.ts";
import { Step } from "./step.tsx";

type Props = StepProps & { readonly lacks: readonly Lack[] };

export function KindStep({ draft, dispatch, lacks }: Props) {
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
      <DeviceFields draft={draft} dispatch={dispatch} lacks={lacks} />
    </Step>
  );
}

/** What an mOTP app and a list of day passwords bring with them. */
function DeviceFields({ draft, dispatch, lacks }: Props) {
  const texts = useTexts().issue;
  const { kind } = draft;
  if (kind !== "motp" && kind !== "dpw") return null;
  return (
    <>
      <TextInput
        label={texts.deviceKey[kind].label}
        description={texts.deviceKey[kind].help}
        autoComplete="off"
        spellCheck={false}
        value={draft.deviceKey}
        onChange={(event) => dispatch({ type: "set", set: { deviceKey: event.currentTarget.value } })}
        error={lacks.includes("deviceKey") ? texts.deviceKey[kind].lack : undefined}
      />
      {kind === "motp" && (
        <TextInput
          label={texts.devicePin}
          description={texts.devicePinHelp}
          autoComplete="off"
          value={draft.devicePin}
          onChange={(event) => dispatch({ type: "set", set: { devicePin: event.currentTarget.value } })}
          error={lacks.includes("devicePin") ? texts.lacks.devicePin : undefined}
        />
      )}
    </>
  );
}
