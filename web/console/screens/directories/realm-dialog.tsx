// A realm: its name, and its directories in the order in which they are asked.

import { ActionIcon, Button, Group, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { type Realm, type Resolver, resolverName } from "../../api/read-directory.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { isRealmName, moved, realmName } from "./order.ts";

type RealmDialogProps = {
  /** Undefined: a new one. */
  readonly realm: Realm | undefined;
  readonly resolvers: readonly Resolver[];
  readonly onClose: () => void;
};

export function RealmDialog({ realm, resolvers, onClose }: RealmDialogProps) {
  const texts = useTexts();
  const words = texts.directories;
  const { server } = useConsole();
  const deed = useDeed();
  const [name, setName] = useState(realm?.name ?? "");
  const [specs, setSpecs] = useState(realm?.specs ?? []);
  const [tried, setTried] = useState(false);
  const wrongName = !isRealmName(realmName(name));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongName || specs.length === 0) return;
    const written = realmName(name);
    if (await deed.run(() => server.saveRealm(written, specs), words.done.saved(written))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={realm === undefined ? words.addRealm : words.editOf(realm.name)}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <ConsoleProblem key={deed.failures} problem={deed.problem} />
          <TextInput
            label={words.realmName}
            description={words.realmNameHelp}
            value={name}
            readOnly={realm !== undefined}
            error={tried && wrongName ? words.realmNameWrong : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Ordered specs={specs} onChange={setSpecs} />
          <AddSpec
            free={resolvers.filter(({ spec, admin }) => !admin && !specs.includes(spec))}
            error={tried && specs.length === 0 ? words.noDirectoryChosen : undefined}
            onAdd={(spec) => setSpecs([...specs, spec])}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={deed.busy}>
              {texts.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

type OrderedProps = {
  readonly specs: readonly string[];
  readonly onChange: (specs: readonly string[]) => void;
};

function Ordered({ specs, onChange }: OrderedProps) {
  const words = useTexts().directories;
  if (specs.length === 0) return null;
  return (
    <ol className={styles.ordered} aria-label={words.inOrder}>
      {specs.map((spec, index) => (
        <li key={spec}>
          <span className={styles.orderedName}>{resolverName(spec)}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            disabled={index === 0}
            aria-label={words.moveUp(resolverName(spec))}
            onClick={() => onChange(moved(specs, index, -1))}
          >
            <IconArrowUp size={20} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            disabled={index === specs.length - 1}
            aria-label={words.moveDown(resolverName(spec))}
            onClick={() => onChange(moved(specs, index, 1))}
          >
            <IconArrowDown size={20} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={words.takeOut(resolverName(spec))}
            onClick={() => onChange(specs.filter((each) => each !== spec))}
          >
            <IconX size={20} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ol>
  );
}

type AddSpecProps = {
  readonly free: readonly Resolver[];
  readonly error: string | undefined;
  readonly onAdd: (spec: string) => void;
};

/** Choosing is adding: it can be taken out again at once. */
function AddSpec({ free, error, onAdd }: AddSpecProps) {
  const words = useTexts().directories;
  return (
    <NativeSelect
      label={words.addToRealm}
      value=""
      disabled={free.length === 0}
      description={free.length === 0 ? words.noneLeft : undefined}
      data={[
        { value: "", label: words.choose },
        ...free.map(({ spec, name }) => ({ value: spec, label: name })),
      ]}
      error={error}
      onChange={(event) => {
        if (event.currentTarget.value !== "") onAdd(event.currentTarget.value);
      }}
    />
  );
}
