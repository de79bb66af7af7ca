// The token is there. What follows from that.

import { Button, Group } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import { cameByRollout } from "../tokens/came-by-rollout.ts";
import styles from "./add-token.module.css";

type DoneStepProps = {
  readonly context: Context;
  /** A code of it was accepted. */
  readonly proven: boolean;
  /** It is the person's first own token. */
  readonly first: boolean;
  readonly onAnother: () => void;
};

export function DoneStep({ context, proven, first, onAnother }: DoneStepProps) {
  const texts = useTexts();
  const rollout = proven && first && cameByRollout(context);
  return (
    <Surface>
      <div className={styles.doneIcon}>
        <IconCheck size={32} aria-hidden />
      </div>
      <PageTitle
        title={texts.add.doneTitle}
        lead={[
          proven ? texts.add.doneProven : texts.add.doneUnproven,
          rollout ? texts.add.doneRollout : "",
        ].join(" ")}
      />
      <Group>
        <Button component="a" href={addresses.tokens}>
          {texts.add.toTokens}
        </Button>
        <Button variant="default" onClick={onAnother}>
          {texts.add.addAnother}
        </Button>
      </Group>
    </Surface>
  );
}
