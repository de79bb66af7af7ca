// Asks before something happens that cannot be undone. Keep it mounted and change `opened`: when it closes, the focus
// goes back to what opened it. Where that is gone by then (an item of a menu), the page must place the focus itself.

import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { ApiProblem } from "../api/envelope.ts";
import { useSharedTexts } from "../language/language-provider.tsx";
import { ProblemNote } from "./notes.tsx";

type ConfirmDialogProps = {
  readonly opened: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** The deed itself, as a verb: "Delete", never "OK". */
  readonly confirmLabel: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly problem?: ApiProblem | undefined;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
};

export function ConfirmDialog(props: ConfirmDialogProps) {
  const texts = useSharedTexts();
  return (
    <Modal opened={props.opened} onClose={props.onCancel} title={props.title}>
      <Stack>
        <div>{props.children}</div>
        {props.problem !== undefined && <ProblemNote problem={props.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onCancel} data-autofocus>
            {texts.cancel}
          </Button>
          <Button
            {...(props.danger === true ? { color: "red" } : {})}
            loading={props.busy === true}
            onClick={props.onConfirm}
          >
            {props.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
