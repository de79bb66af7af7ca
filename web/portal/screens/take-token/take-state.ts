// Taking over a token that one has in hand: its serial number, found out or typed, and what came of it.

import type { ApiProblem } from "../../../shared/api/envelope.ts";

/** look: for the serial number behind a code. take: the token itself. */
export type TakeDeed = "look" | "take";

export type TakeProblem =
  /** unknown: no free token shows this code. */
  | { readonly kind: "missing" | "unknown" }
  /** Why this token is not to be had, in the server's words. */
  | { readonly kind: "not-free"; readonly message: string }
  | { readonly kind: "server"; readonly problem: ApiProblem };

export type TakeState = {
  readonly serial: string;
  /** The serial number was found by a code. */
  readonly found: boolean;
  readonly busy: TakeDeed | undefined;
  readonly problem: TakeProblem | undefined;
  /** So that the same message twice is still news, and the focus goes to the field that it is about. */
  readonly failures: Readonly<Record<TakeDeed, number>>;
};

export type TakeEvent =
  | { readonly type: "typed"; readonly serial: string }
  | { readonly type: "sent"; readonly deed: TakeDeed }
  /** "": there is none. */
  | { readonly type: "looked"; readonly serial: string }
  | { readonly type: "lacking" }
  | { readonly type: "failed"; readonly deed: TakeDeed; readonly problem: ApiProblem };

export const takeStart: TakeState = {
  serial: "",
  found: false,
  busy: undefined,
  problem: undefined,
  failures: { look: 0, take: 0 },
};

export function stepTake(state: TakeState, event: TakeEvent): TakeState {
  switch (event.type) {
    case "typed":
      return { ...state, serial: event.serial, found: false };
    case "sent":
      return { ...state, busy: event.deed, problem: undefined };
    case "looked":
      return event.serial === ""
        ? failed(state, "look", { kind: "unknown" })
        : { ...state, busy: undefined, problem: undefined, serial: event.serial, found: true };
    case "lacking":
      return failed(state, "take", { kind: "missing" });
    case "failed":
      return failed(state, event.deed, problemOf(event.deed, event.problem));
  }
}

function problemOf(deed: TakeDeed, problem: ApiProblem): TakeProblem {
  return deed === "take" && problem.kind === "refused"
    ? { kind: "not-free", message: problem.message }
    : { kind: "server", problem };
}

function failed(state: TakeState, deed: TakeDeed, problem: TakeProblem): TakeState {
  const failures = { ...state.failures, [deed]: state.failures[deed] + 1 };
  return { ...state, busy: undefined, problem, failures };
}
