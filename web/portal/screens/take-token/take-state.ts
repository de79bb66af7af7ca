// Taking over a token that one has in hand: its serial number, found out or typed, and what came of it.

import type { ApiProblem } from "../../../shared/api/envelope.ts";

export type TakeProblem =
  /** unknown: no free token shows this code. */
  { readonly kind: "missing" | "unknown" } | { readonly kind: "server"; readonly problem: ApiProblem };

export type TakeState = {
  readonly serial: string;
  /** The serial number was found by a code. */
  readonly found: boolean;
  readonly busy: boolean;
  readonly problem: TakeProblem | undefined;
  readonly failures: number;
};

export type TakeEvent =
  | { readonly type: "typed"; readonly serial: string }
  | { readonly type: "sent" }
  /** "": there is none. */
  | { readonly type: "looked"; readonly serial: string }
  | { readonly type: "lacking" }
  | { readonly type: "failed"; readonly problem: ApiProblem };

export const takeStart: TakeState = {
  serial: "",
  found: false,
  busy: false,
  problem: undefined,
  failures: 0,
};

export function stepTake(state: TakeState, event: TakeEvent): TakeState {
  switch (event.type) {
    case "typed":
      return { ...state, serial: event.serial, found: false };
    case "sent":
      return { ...state, busy: true, problem: undefined };
    case "looked":
      return event.serial === ""
        ? failed(state, { kind: "unknown" })
        : { ...state, busy: false, problem: undefined, serial: event.serial, found: true };
    case "lacking":
      return failed(state, { kind: "missing" });
    case "failed":
      return failed(state, { kind: "server", problem: event.problem });
  }
}

function failed(state: TakeState, problem: TakeProblem): TakeState {
  return { ...state, busy: false, problem, failures: state.failures + 1 };
}
