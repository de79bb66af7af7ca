// Taking over the tokens of a file: hardware that a vendor delivered, or an export of another product.

import { Button, Checkbox, FileInput, Group, Modal, NativeSelect, PasswordInput, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { TokenFile } from "../../api/token-calls.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { usePeoplesRealms } from "../../parts/use-directories.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";

type Order = Omit<TokenFile, "file">;

const usual: Order = { type: "pskc", realm: "", enable: true, protection: "plain", secret: "" };

export function ImportTokens({ onClose }: { readonly onClose: () => void }) {
  const words = useTexts().tokens;
  const { server } = useConsole();
  const realms = usePeoplesRealms().names;
  const deed = useDeed();
  const [file, setFile] = useState<File | null>(null);
  const [order, setOrder] = useState(usual);
  const change = (set: Partial<Order>) => setOrder((before) => ({ ...before, ...set }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (file === null) return;
    const done = await deed.run(async () => {
      notifications.show({ message: words.imported(await server.importTokens({ file, ...order })) });
    });
    if (done) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={words.import}>
      <Stack component="form" onSubmit={(event: FormEvent) => void send(event)}>
        <p>{words.importHelp}</p>
        <FileInput
          label={words.file}
          placeholder={words.chooseFile}
          value={file}
          onChange={setFile}
          size="md"
        />
        <NativeSelect
          label={words.fileType}
          value={order.type}
          onChange={(event) => change({ type: event.currentTarget.value })}
          data={optionsOf(words.fileTypes)}
        />
        {order.type === "pskc" && <Protection order={order} onChange={change} />}
        <NativeSelect
          label={words.intoRealm}
          value={order.realm}
          onChange={(event) => change({ realm: event.currentTarget.value })}
          data={[
            { value: "", label: words.intoNone },
            ...realms.map((realm) => ({ value: realm, label: realm })),
          ]}
        />
        <Checkbox
          label={words.enableAtOnce}
          checked={order.enable}
          onChange={(event) => change({ enable: event.currentTarget.checked })}
        />
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        <Group justify="flex-end">
          <Button type="submit" loading={deed.busy} disabled={file === null}>
            {words.import}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type ProtectionProps = { readonly order: Order; readonly onChange: (set: Partial<Order>) => void };

/** How a PSKC file is encrypted, and what opens it. */
function Protection({ order, onChange }: ProtectionProps) {
  const words = useTexts().tokens;
  return (
    <>
      <NativeSelect
        label={words.protection}
        value={order.protection}
        onChange={(event) => onChange({ protection: event.currentTarget.value, secret: "" })}
        data={optionsOf(words.protections)}
      />
      {order.protection !== "plain" && (
        <PasswordInput
          label={order.protection === "key" ? words.presharedKey : words.filePassword}
          value={order.secret}
          onChange={(event) => onChange({ secret: event.currentTarget.value })}
          autoComplete="off"
          required
        />
      )}
    </>
  );
}

function optionsOf(labels: Readonly<Record<string, string>>) {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}
