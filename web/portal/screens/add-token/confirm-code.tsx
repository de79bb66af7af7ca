// The code that an app shows after it has scanned a question: for phones that have no network.

import { Button, Stack } from "@mantine/core";
import type { FormEvent } from "react";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { CodeField } from "../../code-field.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./add-token.module.css";
import type { Enrollment } from "./use-enrollment.ts";

export function ConfirmCode({ enrollment }: { readonly enrollment: Enrollment }) {
  const texts = useTexts();
  const { busy, failures, problem } = enrollment.state;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void enrollment.prove(String(new FormData(event.currentTarget).get("otp") ?? ""));
  };
  return (
    <form className={styles.prove} onSubmit={submit}>
      <Stack>
        {problem?.kind === "wrong-code" && (
          <ErrorNote key={failures} what={texts.add.proveWrong} next={texts.pairing.codeWrongNext} />
        )}
        <CodeField name="otp" label={texts.pairing.code} type="qr" failures={failures} />
        <Button type="submit" loading={busy}>
          {texts.add.prove}
        </Button>
      </Stack>
    </form>
  );
}
