// One action on one token, from its dialog to its end, as a state machine.

import type { ApiProblem } from "../../../shared/api/envelope.ts";
import type { Challenge } from "../../api/read-login.ts";
import type { Token } from "../../api/read-token.ts";
import type { TokenAction } from "./token-actions.ts";

export type ActionProblem =
  /** wrong: the codes do not fit. gone: the server changed nothing, since the token is no longer this person's. */
  { readonly kind: "wrong" | "gone" } | { readonly kind: "server"; readonly problem: ApiProblem };

export type ActionState =
  | { readonly at: "idle" }
  | {
      readonly at: "open";
      readonly action: TokenAction;
      readonly token: Token;
      readonly busy: boolean;
      readonly problem: ActionProblem | undefined;
      readonly failures: number;
      /** Opened by the server when a token whose codes are sent is tried out. */
      readonly challenge: Challenge | undefined;
    };

export type ActionEvent =
  | { readonly type: "open"; readonly action: TokenAction; readonly token: Token }
  | { readonly type: "sent" }
  | { readonly type: "challenged"; readonly challenge: Challenge }
  | { readonly type: "done"; readonly success: boolean }
  | { readonly type: "failed"; readonly problem: ApiProblem }
  | { readonly type: "close" };

export const idle: ActionState = { at: "idle" };

/** Where `false` means that codes were wrong. */
const withCodes: readonly TokenAction[] = ["test", "resync"];

export function stepAction(state: ActionState, event: ActionEvent): ActionState {
  if (event.type === "open") return open(event.action, event.token);
  // Whatever is still under way when the dialog is closed ends unseen.
  if (event.type === "close" || state.at === "idle") return idle;
  switch (event.type) {
    case "sent":
      return { ...state, busy: true, problem: undefined };
    case "challenged":
      return { ...state, busy: false, challenge: event.challenge };
    case "done":
      return event.success
        ? idle
        : failed(state, { kind: withCodes.includes(state.action) ? "wrong" : "gone" });
    case "failed":
      return failed(state, { kind: "server", problem: event.problem });
  }
}

function open(action: TokenAction, token: Token): ActionState {
  const fresh = { busy: false, problem: undefined, failures: 0, challenge: undefined };
  return { at: "open", action, token, ...fresh };
}

function failed(state: Extract<ActionState, { at: "open" }>, problem: ActionProblem): ActionState {
  return { ...state, busy: false, problem, failures: state.failures + 1 };
}
