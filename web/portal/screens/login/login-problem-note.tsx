// Why the last attempt did not work, in words that help its owner and no one else.

import { ErrorNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import { type PortalTexts, useTexts } from "../../texts/texts.ts";
import type { LoginProblem, LoginState } from "./login-state.ts";

export function LoginProblemNote(props: { readonly state: LoginState }) {
  const texts = useTexts();
  const { problem, failures, step } = props.state;
  if (problem === undefined) return null;
  // A new key makes it a new element, which is spoken again.
  if (problem.kind === "server") return <ProblemNote key={failures} problem={problem.problem} />;
  const isPasskey = step.at === "answer" && step.challenge.signRequest !== undefined;
  if (isPasskey && problem.kind === "wrong-code") {
    return <ErrorNote key={failures} what={texts.passkey.refused} next={texts.passkey.refusedNext} />;
  }
  const rollout = step.at === "answer" && step.token.rollout;
  return <ErrorNote key={failures} {...words({ kind: problem.kind, rollout }, texts)} />;
}

type Refused = { readonly kind: Exclude<LoginProblem["kind"], "server">; readonly rollout: boolean };

function words({ kind, rollout }: Refused, texts: PortalTexts) {
  const all = texts.login.problems;
  switch (kind) {
    case "wrong-credentials":
      return { what: all.credentials, next: all.credentialsNext };
    case "wrong-code":
      return { what: all.code, next: rollout ? all.rolloutCodeNext : all.codeNext };
    case "token-unusable":
      return { what: all.unusable, next: all.unusableNext };
    case "rejected":
      return { what: all.rejected, next: all.rejectedNext };
  }
}
