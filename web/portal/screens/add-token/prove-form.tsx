// The first code of a new token, which proves that it works.

import { Button, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { ErrorNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import { CodeField } from "../../code-field.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./add-token.module.css";
import type { EnrollmentStep } from "./enrollment-state.ts";
import type { Enrollment } from "./use-enrollment.ts";

export type ProveStep = Extract<EnrollmentStep, { readonly at: "prove" }>;

type ProveFormProps = {
  readonly step: ProveStep;
  readonly enrollment: Enrollment;
  /** What to do after a wrong code. */
  readonly next: string;
  readonly children?: ReactNode;
};

export function ProveForm({ step, enrollment, next, children }: ProveFormProps) {
  const texts = useTexts();
  const { busy, failures, problem } = enrollment.state;
  // It types wherever the cursor is.
  const pressed = step.pending.kind === "yubico";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void enrollment.prove(String(new FormData(event.currentTarget).get("otp") ?? ""));
  };
  return (
    <form className={styles.prove} onSubmit={submit}>
      <Stack>
        {problem?.kind === "wrong-code" && (
          <ErrorNote key={failures} what={texts.add.proveWrong} next={next} />
        )}
        {problem?.kind === "server" && <ProblemNote key={failures} problem={problem.problem} />}
        <CodeField
          name="otp"
          label={pressed ? texts.add.yubicoId : texts.add.code}
          type={step.pending.kind}
          takeFocus={pressed}
          failures={failures}
        />
        <Button type="submit" loading={busy}>
          {texts.add.prove}
        </Button>
        {children}
      </Stack>
    </form>
  );
}
