// The button behind which the browser asks for a passkey. It has the focus, so that Enter is enough.

import { Button } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";

type PasskeyButtonProps = {
  readonly label: string;
  readonly busy: boolean;
  readonly onClick: () => void;
};

export function PasskeyButton({ label, busy, onClick }: PasskeyButtonProps) {
  return (
    <Button
      size="md"
      autoFocus
      data-autofocus
      loading={busy}
      leftSection={<IconFingerprint size={20} aria-hidden />}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
