// Naming an access point, and saying which networks it is.

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type AccessPoint, pointFaults } from "../../access-points/access-points.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";

type PointDialogProps = {
  /** Undefined: a new one. */
  readonly point: AccessPoint | undefined;
  /** Names that a new one cannot have. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
};

export function PointDialog({ point, taken, onClose }: PointDialogProps) {
  const texts = useTexts();
  const words = texts.accessPoints;
  const { server } = useConsole();
  const deed = useDeed();
  const [name, setName] = useState(point?.name ?? "");
  const [networks, setNetworks] = useState(point?.networks.join(", ") ?? "");
  const [tried, setTried] = useState(false);
  const written = { name: name.trim(), networks: networks.trim() };
  const faults = pointFaults(written, taken).filter((fault) => fault === "networks" || point === undefined);
  const nameFault = faults.find((fault) => fault !== "networks");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length > 0) return;
    const save = () => server.saveAccessPoint(written.name, written.networks);
    if (await deed.run(save, words.done.saved(written.name))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={point === undefined ? words.add : words.editOf(point.name)}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <ConsoleProblem key={deed.failures} problem={deed.problem} />
          <TextInput
            label={words.name}
            description={point === undefined ? words.nameHelp : words.nameFixed}
            value={name}
            readOnly={point !== undefined}
            error={tried && nameFault !== undefined ? words.faults[nameFault] : undefined}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={words.networks}
            description={words.networksHelp}
            value={networks}
            error={tried && faults.includes("networks") ? words.faults.networks : undefined}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setNetworks(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {texts.cancel}
            </Button>
            <Button type="submit" loading={deed.busy}>
              {texts.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
