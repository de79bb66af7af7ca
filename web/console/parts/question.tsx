// Asks before something happens, and shows what went wrong when it did not.

import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useSharedTexts } from "../../shared/language/language-provider.tsx";
import { ConsoleProblem } from "./console-problem.tsx";
import type { Deed } from "./use-deed.ts";

type QuestionProps = {
  readonly title: string;
  readonly children: ReactNode;
  /** The deed itself, as a verb: "Remove", never "OK". */
  readonly confirmLabel: string;
  readonly danger?: boolean;
  readonly deed: Deed;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
};

export function Question(props: QuestionProps) {
  const texts = useSharedTexts();
  const { deed } = props;
  return (
    <Modal opened onClose={props.onCancel} title={props.title}>
      <Stack>
        <div>{props.children}</div>
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onCancel} data-autofocus>
            {texts.cancel}
          </Button>
          <Button
            {...(props.danger === true ? { color: "red" } : {})}
            loading={deed.busy}
            onClick={props.onConfirm}
          >
            {props.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
