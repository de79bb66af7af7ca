// What went wrong, in words for somebody who can do something about it.

import type { ApiProblem } from "../../shared/api/envelope.ts";
import { ErrorNote } from "../../shared/layout/notes.tsx";
import { type ConsoleTexts, useTexts } from "../texts/texts.ts";

type ConsoleProblemProps = {
  readonly problem: ApiProblem | undefined;
  readonly onRetry?: () => void;
};

export function ConsoleProblem({ problem, onRetry }: ConsoleProblemProps) {
  const texts = useTexts();
  if (problem === undefined) return null;
  return <ErrorNote {...problemWords(problem, texts)} {...(onRetry === undefined ? {} : { onRetry })} />;
}

export function problemWords(problem: ApiProblem, texts: ConsoleTexts): { what: string; next: string } {
  const words = texts.problems;
  switch (problem.kind) {
    case "expired":
      return { what: words.expired, next: words.expiredNext };
    case "unreachable":
      return { what: words.unreachable, next: words.unreachableNext };
    case "denied":
      return { what: words.denied, next: words.deniedNext(problem.message) };
    case "refused": {
      const name = directoryOut(problem.message);
      if (name !== undefined) {
        const { outageOf, outageRetry } = texts.directoryForms;
        return { what: outageOf(name), next: outageRetry };
      }
      return { what: words.refused, next: words.refusedNext(problem.message) };
    }
    // The console makes no passkeys.
    case "passkey":
    case "failed":
      return { what: words.failed, next: words.failedNext };
  }
}

/** The server names the directory that it needed and that does not answer. */
function directoryOut(message: string): string | undefined {
  return /^resolver (\S+) is not available at the moment/.exec(message)?.[1];
}
