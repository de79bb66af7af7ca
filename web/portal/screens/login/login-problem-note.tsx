// Why the last attempt did not work, in words that help its owner and no one else.

import { ErrorNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import { type PortalTexts, useTexts } from "../../texts/texts.ts";
import type { LoginProblem, LoginState } from "./login-state.ts";

export function LoginProblemNote(props: { readonly state: LoginState }) {
  const texts = useTexts();
  const { problem, failures } = props.state;
  if (problem === undefined) return null;
  // A new key makes it a new element, which is spoken again.
  if (problem.kind === "server") return <ProblemNote key={failures} problem={problem.problem} />;
  return <ErrorNote key={failures} {...words(problem.kind, texts)} />;
}

function words(kind: Exclude<LoginProblem["kind"], "server">, texts: PortalTexts) {
  const all = texts.login.problems;
  switch (kind) {
    case "wrong-credentials":
      return { what: all.credentials, next: all.credentialsNext };
    case "wrong-code":
      return { what: all.code, next: all.codeNext };
    case "token-unusable":
      return { what: all.unusable, next: all.unusableNext };
    case "rejected":
      return { what: all.rejected, next: all.rejectedNext };
  }
}
