// The state behind useDeed.

import type { ApiProblem } from "../../shared/api/envelope.ts";

export type DeedState = {
  readonly busy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly failures: number;
};

export type DeedEvent =
  | { readonly type: "begun" | "done" | "reset" }
  | { readonly type: "failed"; readonly problem: ApiProblem };

export const idleDeed: DeedState = { busy: false, problem: undefined, failures: 0 };

export function stepDeed(state: DeedState, event: DeedEvent): DeedState {
  switch (event.type) {
    case "begun":
      return { ...state, busy: true, problem: undefined };
    case "failed":
      return { busy: false, problem: event.problem, failures: state.failures + 1 };
    case "done":
      return { ...state, busy: false, problem: undefined };
    case "reset":
      return idleDeed;
  }
}
