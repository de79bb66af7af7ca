// The login as a state machine: credentials, then perhaps a choice of token, then a code or another device.

import type { ApiProblem } from "../../../shared/api/envelope.ts";
import type { Challenge, LoginAnswer, PollAnswer } from "../../api/read-login.ts";
import type { Token } from "../../api/read-token.ts";

export type LoginProblem =
  /** Which part was wrong is nobody's business. */
  | { readonly kind: "wrong-credentials" | "wrong-code" | "token-unusable" | "rejected" }
  | { readonly kind: "server"; readonly problem: ApiProblem };

export type LoginStep =
  | { readonly at: "credentials" }
  | { readonly at: "no-token" }
  | { readonly at: "choose"; readonly tokens: readonly Token[] }
  | {
      readonly at: "answer";
      readonly tokens: readonly Token[];
      readonly token: Token;
      readonly challenge: Challenge;
    }
  | { readonly at: "in" };

export type LoginState = {
  readonly step: LoginStep;
  readonly busy: boolean;
  readonly problem: LoginProblem | undefined;
  /** Counts failures, so that the same message twice is still news. */
  readonly failures: number;
};

export type LoginEvent =
  | { readonly type: "sent" }
  | { readonly type: "answered"; readonly answer: LoginAnswer }
  /** The server answered the choice of `token`. */
  | { readonly type: "token-answered"; readonly token: Token; readonly answer: LoginAnswer }
  | { readonly type: "polled"; readonly answer: PollAnswer }
  | { readonly type: "failed"; readonly problem: ApiProblem }
  | { readonly type: "restart" };

export const loginStart: LoginState = {
  step: { at: "credentials" },
  busy: false,
  problem: undefined,
  failures: 0,
};

export function stepLogin(state: LoginState, event: LoginEvent): LoginState {
  switch (event.type) {
    case "sent":
      return { ...state, busy: true, problem: undefined };
    case "answered":
      return answered(state, event.answer);
    case "token-answered":
      return tokenAnswered(state, event.token, event.answer);
    case "polled":
      return polled(state, event.answer);
    case "failed":
      return failed(state, { kind: "server", problem: event.problem });
    case "restart":
      return loginStart;
  }
}

/** To the credentials, given for the first time or again to choose another token, or to the code. */
function answered(state: LoginState, answer: LoginAnswer): LoginState {
  if (answer.kind === "in") return goTo({ at: "in" });
  if (answer.kind === "second-factor") {
    const { tokens } = answer;
    return goTo(tokens.length === 0 ? { at: "no-token" } : { at: "choose", tokens: sorted(tokens) });
  }
  // A challenge after the credentials belongs to no session and cannot be answered: the code was wrong.
  return failed(state, { kind: state.step.at === "answer" ? "wrong-code" : "wrong-credentials" });
}

function tokenAnswered(state: LoginState, token: Token, answer: LoginAnswer): LoginState {
  if (answer.kind === "in") return goTo({ at: "in" });
  const tokens = "tokens" in state.step ? state.step.tokens : [token];
  if (answer.kind === "challenge") return goTo({ at: "answer", tokens, token, challenge: answer.challenge });
  return failed({ ...state, step: { at: "choose", tokens } }, { kind: "token-unusable" });
}

function polled(state: LoginState, answer: PollAnswer): LoginState {
  if (state.step.at !== "answer" || answer === "open") return state;
  return answer === "accepted" ? goTo({ at: "in" }) : failed(state, { kind: "rejected" });
}

function goTo(step: LoginStep): LoginState {
  return { step, busy: false, problem: undefined, failures: 0 };
}

function failed(state: LoginState, problem: LoginProblem): LoginState {
  return { ...state, busy: false, problem, failures: state.failures + 1 };
}

/** A person's own tokens first: whoever has one should use it. */
function sorted(tokens: readonly Token[]): readonly Token[] {
  return [...tokens].sort((one, other) => Number(one.rollout) - Number(other.rollout));
}

/**
 * The code as it is sent. Codes of digits are often typed or pasted with blanks ("123 456"); in a rollout code or
 * a password a blank may belong to it, so only its ends are trimmed.
 */
export function tidyCode(code: string): string {
  const dense = code.replace(/\s+/g, "");
  return /^\d+$/.test(dense) ? dense : code.trim();
}
