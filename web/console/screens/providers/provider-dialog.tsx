// A new provider, or other settings for one.

import {
  Button,
  Checkbox,
  Group,
  Modal,
  PasswordInput,
  Select,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Provider, type ProviderType, providerTypes } from "../../api/provider-calls.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import {
  classesOf,
  fieldsOf,
  joinConfig,
  type ProviderField,
  readJson,
  shortClass,
  splitConfig,
} from "./provider-form.ts";

type ProviderDialogProps = {
  /** Undefined: a new one. */
  readonly provider: Provider | undefined;
  readonly onClose: () => void;
};

export function ProviderDialog({ provider, onClose }: ProviderDialogProps) {
  const texts = useTexts();
  const words = texts.providers;
  const deed = useDeed();
  const { server } = useConsole();
  const form = useProviderForm(provider);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const draft = form.finish();
    if (draft === undefined) return;
    if (await deed.run(() => server.saveProvider(draft), words.done.saved(draft.name))) onClose();
  };
  const title = provider === undefined ? words.add : words.changeOf(provider.name);
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <ConsoleProblem key={deed.failures} problem={deed.problem} />
          {provider === undefined && <Identity form={form} />}
          {fieldsOf(form.className).map((field) => (
            <Field key={field.key} field={field} form={form} />
          ))}
          <Textarea
            label={words.others}
            description={words.othersHelp}
            value={form.others}
            onChange={(event) => form.setOthers(event.currentTarget.value)}
            error={form.tried && readJson(form.others) === undefined ? words.othersWrong : undefined}
            spellCheck={false}
            autosize
            minRows={2}
            maxRows={12}
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

type FormState = ReturnType<typeof useProviderForm>;

function useProviderForm(provider: Provider | undefined) {
  const [type, setType] = useState<ProviderType>(provider?.type ?? "email");
  const [className, setClassName] = useState(provider?.class ?? "SMTPEmailProvider");
  const [name, setName] = useState(provider?.name ?? "");
  const [before] = useState(() => splitConfig(readJson(provider?.config ?? "") ?? {}, className));
  const [fields, setFields] = useState<Readonly<Record<string, string>>>(before.fields);
  const [others, setOthers] = useState(
    Object.keys(before.others).length === 0 ? "" : JSON.stringify(before.others, undefined, 2),
  );
  const [tried, setTried] = useState(false);
  const finish = () => {
    setTried(true);
    const more = readJson(others);
    if (name.trim() === "" || more === undefined) return undefined;
    const config = joinConfig(fields, more, className);
    return { type, class: className, name: name.trim(), timeout: provider?.timeout ?? "300", config };
  };
  const chooseType = (next: ProviderType) => {
    setType(next);
    setClassName(classesOf(next)[0] ?? "");
  };
  const setField = (key: string, value: string) => setFields((all) => ({ ...all, [key]: value }));
  return {
    type,
    chooseType,
    className,
    setClassName,
    name,
    setName,
    fields,
    setField,
    others,
    setOthers,
    tried,
    finish,
  };
}

function Identity({ form }: { readonly form: FormState }) {
  const words = useTexts().providers;
  const types = providerTypes.map((value) => ({ value, label: words.types[value] }));
  const classNames: Readonly<Record<string, string>> = words.classes;
  const choices = classesOf(form.type).map((value) => ({ value, label: classNames[value] ?? value }));
  return (
    <>
      <Select
        label={words.type}
        data={types}
        value={form.type}
        allowDeselect={false}
        onChange={(value) => form.chooseType(value as ProviderType)}
      />
      <Select
        label={words.class}
        data={choices}
        value={shortClass(form.className)}
        allowDeselect={false}
        onChange={(value) => form.setClassName(value ?? "")}
      />
      <TextInput
        label={words.name}
        value={form.name}
        onChange={(event) => form.setName(event.currentTarget.value)}
        error={form.tried && form.name.trim() === "" ? words.nameWrong : undefined}
        spellCheck={false}
      />
    </>
  );
}

function Field({ field: { key, kind }, form }: { readonly field: ProviderField; readonly form: FormState }) {
  const words = useTexts().providers;
  const labels: Readonly<Record<string, string>> = words.fields;
  const label = labels[key.toLowerCase()] ?? key;
  const value = form.fields[key] ?? "";
  if (kind === "flag") {
    return (
      <Checkbox
        label={label}
        checked={/^true$/i.test(value)}
        onChange={(event) => form.setField(key, String(event.currentTarget.checked))}
      />
    );
  }
  const Input = kind === "secret" ? PasswordInput : TextInput;
  return (
    <Input
      label={label}
      value={value}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => form.setField(key, event.currentTarget.value)}
    />
  );
}
