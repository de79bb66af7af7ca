// Step 4: how it reaches the person, how long it holds and how often it can be used.

import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { InfoNote } from "../../../shared/layout/notes.tsx";
import { useTexts } from "../../texts/texts.ts";
import { Choices } from "./choices.tsx";
import {
  channels,
  isHandedOver,
  isLong,
  type Lack,
  mostUses,
  offeredMinutes,
  type StepProps,
} from "./draft.ts";
import styles from "./issue.module.css";
import { Step } from "./step.tsx";

/** As long as the server keeps them. */
const longestDescription = 80;

export function ChannelStep({ draft, dispatch, lacks }: StepProps & { readonly lacks: readonly Lack[] }) {
  const texts = useTexts().issue;
  return (
    <Step number={4} title={texts.channelStep}>
      {isHandedOver(draft.kind) ? (
        <Choices
          label={texts.channelStep}
          name="channel"
          value={draft.channel}
          choices={channels.map((value) => ({ value, ...texts.channels[value] }))}
          onChoose={(channel) => dispatch({ type: "channel", channel })}
        />
      ) : (
        <p className={styles.words}>{texts.nothingToHandOver}</p>
      )}
      <div className={styles.two}>
        <NativeSelect
          label={texts.validity}
          value={String(draft.minutes)}
          onChange={(event) => dispatch({ type: "set", set: { minutes: Number(event.currentTarget.value) } })}
          data={offeredMinutes.map((minutes) => ({ value: String(minutes), label: texts.duration(minutes) }))}
        />
        <NumberInput
          label={texts.uses}
          description={texts.usesHelp}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={draft.uses}
          min={1}
          max={mostUses}
          allowDecimal={false}
          onChange={(uses) => dispatch({ type: "set", set: { uses: Number(uses) } })}
          error={lacks.includes("uses") ? texts.lacks.uses : undefined}
        />
      </div>
      {isLong(draft) && <InfoNote>{texts.longValidity(draft.channel)}</InfoNote>}
      <TextInput
        label={texts.description}
        description={texts.descriptionHelp}
        maxLength={longestDescription}
        value={draft.description}
        onChange={(event) => dispatch({ type: "set", set: { description: event.currentTarget.value } })}
      />
    </Step>
  );
}
