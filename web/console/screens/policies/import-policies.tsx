// Taking over policies from a file that was exported here or from LinOTP.

import { Button, FileInput, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";

export function ImportPolicies({ onClose }: { readonly onClose: () => void }) {
  const words = useTexts().policies;
  const { server } = useConsole();
  const deed = useDeed();
  const [file, setFile] = useState<File | null>(null);
  const send = async () => {
    if (file === null) return;
    const done = await deed.run(async () => {
      notifications.show({ message: words.imported(await server.importPolicies(file)) });
    });
    if (done) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={words.import}>
      <Stack>
        <p>{words.importHelp}</p>
        <FileInput
          label={words.file}
          placeholder={words.chooseFile}
          value={file}
          onChange={setFile}
          accept=".cfg,text/plain"
        />
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        <Group justify="flex-end">
          <Button loading={deed.busy} disabled={file === null} onClick={() => void send()}>
            {words.import}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
