// The server warns that nobody could change the policies afterwards: what that means, and the choice to insist.

import { Button } from "@mantine/core";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { useTexts } from "../../texts/texts.ts";

type LockoutNoteProps = { readonly message: string; readonly busy: boolean; readonly onInsist: () => void };

export function LockoutNote({ message, busy, onInsist }: LockoutNoteProps) {
  const words = useTexts().policies;
  return (
    <ErrorNote
      what={words.lockout}
      next={
        <>
          <div>{words.lockoutNext(message)}</div>
          <Button mt="xs" size="sm" variant="default" loading={busy} onClick={onInsist}>
            {words.insist}
          </Button>
        </>
      }
    />
  );
}
