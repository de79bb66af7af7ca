// What can be done with a token. Small things happen at once, others ask in a dialog first.

import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconRestore } from "@tabler/icons-react";
import { useState } from "react";
import type { Token } from "../../api/read-token.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { type Asking, TokenDialog } from "./token-dialog.tsx";
import styles from "./tokens.module.css";

type TokenActionsProps = { readonly token: Token; readonly onRemoved: () => void };

export function TokenActions({ token, onRemoved }: TokenActionsProps) {
  const words = useTexts().tokens.actions;
  const { server } = useConsole();
  const deed = useDeed();
  const [asking, setAsking] = useState<Asking>();
  const { serial, active } = token;
  const toggle = () =>
    active ? setAsking("disable") : void deed.run(() => server.enable(serial), words.done.enable);
  return (
    <>
      <ConsoleProblem key={deed.failures} problem={deed.problem} />
      <div className={styles.buttons}>
        <Button
          variant="default"
          size="sm"
          loading={deed.busy}
          onClick={toggle}
          leftSection={
            active ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />
          }
        >
          {active ? words.disable : words.enable}
        </Button>
        {token.failCount > 0 && (
          <Button
            variant="default"
            size="sm"
            loading={deed.busy}
            onClick={() => void deed.run(() => server.resetFailCount(serial), words.done.reset)}
            leftSection={<IconRestore size={18} aria-hidden />}
          >
            {words.reset}
          </Button>
        )}
        <MoreMenu token={token} onAsk={setAsking} />
      </div>
      {asking !== undefined && (
        <TokenDialog
          asking={asking}
          token={token}
          onClose={() => setAsking(undefined)}
          onRemoved={onRemoved}
        />
      )}
    </>
  );
}

function MoreMenu({ token, onAsk }: { readonly token: Token; readonly onAsk: (asking: Asking) => void }) {
  const words = useTexts().tokens.actions;
  const owned = token.owner !== "" || token.ownerLost;
  const items: readonly Asking[] = [
    "describe",
    "limits",
    "pin",
    ...(token.type === "motp" ? (["devicePin"] as const) : []),
    ...(["hmac", "totp", "yubikey"].includes(token.type) ? (["resync"] as const) : []),
    "assign",
    ...(owned ? (["unassign"] as const) : []),
    ...(token.type === "qr" || token.type === "push" ? (["unpair"] as const) : []),
  ];
  return (
    <Menu position="bottom-end" shadow="md" withinPortal={false}>
      <Menu.Target>
        <Button variant="default" size="sm" rightSection={<IconChevronDown size={18} aria-hidden />}>
          {words.more}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) => (
          <Menu.Item key={item} onClick={() => onAsk(item)}>
            {item === "assign" && owned ? words.reassign : words[item]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item className={styles.danger} onClick={() => onAsk("remove")}>
          {words.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
