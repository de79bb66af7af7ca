// Notes on a page: something went wrong (what happened, what to do next), something to know, something to hear.

import { Alert, Button, Loader } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ApiProblem } from "../api/envelope.ts";
import { useSharedTexts } from "../language/language-provider.tsx";
import type { Texts } from "../texts/texts.ts";
import styles from "./notes.module.css";

type ErrorNoteProps = {
  readonly what: string;
  readonly next?: ReactNode;
  readonly onRetry?: () => void;
};

/** Spoken at once by screen readers when it appears. */
export function ErrorNote(props: ErrorNoteProps) {
  const texts = useSharedTexts();
  return (
    <Alert
      className={styles.error}
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={props.what}
      role="alert"
    >
      {props.next}
      {props.onRetry !== undefined && (
        <div>
          <Button mt="sm" size="sm" variant="default" onClick={props.onRetry}>
            {texts.tryAgain}
          </Button>
        </div>
      )}
    </Alert>
  );
}

/** An ErrorNote for what the server, or its absence, said. */
export function ProblemNote(props: { readonly problem: ApiProblem; readonly onRetry?: () => void }) {
  const words = problemWords(props.problem, useSharedTexts());
  return <ErrorNote {...words} {...(props.onRetry === undefined ? {} : { onRetry: props.onRetry })} />;
}

export function problemWords(problem: ApiProblem, texts: Texts): { what: string; next: string } {
  const words = texts.problem;
  switch (problem.kind) {
    case "expired":
      return { what: words.expired, next: words.expiredNext };
    case "unreachable":
      return { what: words.unreachable, next: words.unreachableNext };
    case "denied":
      return { what: words.denied, next: words.deniedNext };
    case "refused":
      return { what: words.failed, next: `${words.serverSays(problem.message)} ${words.failedNext}` };
    case "passkey":
      return words.passkey[problem.fault];
    case "failed":
      return { what: words.failed, next: words.failedNext };
  }
}

export function InfoNote(props: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <Alert
      className={styles.info}
      icon={<IconInfoCircle aria-hidden />}
      title={props.title}
      role="note"
      aria-label={props.title}
    >
      {props.children}
    </Alert>
  );
}

/** Waiting, for eyes and ears. */
export function Waiting(props: { readonly text?: string }) {
  const texts = useSharedTexts();
  return (
    <div className={styles.waiting} role="status">
      <Loader size="sm" aria-hidden />
      <span>{props.text ?? texts.loading}</span>
    </div>
  );
}
