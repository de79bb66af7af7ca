// The way out of an unfinished enrollment: remove the token, or go on later.

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { ProblemNote } from "../../../shared/layout/notes.tsx";
import type { Context } from "../../api/read-context.ts";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import styles from "./add-token.module.css";
import type { Pending } from "./enrollment-state.ts";
import type { Enrollment } from "./use-enrollment.ts";

type StopAddingProps = {
  readonly context: Context;
  readonly pending: Pending;
  readonly enrollment: Enrollment;
};

export function StopAdding({ context, pending, enrollment }: StopAddingProps) {
  const texts = useTexts();
  const [asking, setAsking] = useState(false);
  const { busy, problem } = enrollment.state;
  const mayDelete = context.actions.includes("delete");
  return (
    <div className={styles.below}>
      <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>
        {texts.add.stop}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={texts.add.stopTitle}>
        <Stack>
          <div>{mayDelete ? texts.add.stopRemove : texts.add.stopKeep}</div>
          {problem?.kind === "server" && <ProblemNote problem={problem.problem} />}
          <Group justify="flex-end">
            <Button component="a" href={addresses.tokens} variant="default" data-autofocus>
              {texts.add.later}
            </Button>
            {mayDelete && (
              <Button color="red" loading={busy} onClick={() => void enrollment.remove(pending)}>
                {texts.add.remove}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </div>
  );
}
