// Adding a token, from the choice of its kind to the proof that it works, as a state machine. It outlives the page:
// whoever leaves in between finds everything as it was, until the session ends.

import type { ApiProblem } from "../../../shared/api/envelope.ts";
import type { PollAnswer } from "../../api/read-login.ts";
import { isPairedKind, type Kind } from "./kinds.ts";

/** On the server it exists, but nobody has shown yet that it works. */
export type Pending = {
  readonly kind: Kind;
  readonly serial: string;
  /** What the app scans: otpauth:// or lseqr:// address, for kinds that live in an app. */
  readonly address: string;
  /** Where codes are sent, for kinds that send them. */
  readonly sentTo: string;
};

export type EnrollmentProblem =
  | { readonly kind: "wrong-code" | "limit" | "rejected" }
  | { readonly kind: "server"; readonly problem: ApiProblem };

export type EnrollmentStep =
  | { readonly at: "choose" }
  | { readonly at: "details"; readonly kind: Kind }
  /** The browser has to make the passkey. */
  | { readonly at: "make"; readonly pending: Pending; readonly provable: boolean }
  | {
      readonly at: "prove";
      readonly pending: Pending;
      /** Opened by the server, for kinds that send their codes. */
      readonly transactionId: string;
      /** How often a code was sent; a page may say so. */
      readonly sent: number;
    }
  /** The app has to scan who is asking. `introduced`: it has, and the question to it could not be asked yet. */
  | { readonly at: "pair"; readonly pending: Pending; readonly introduced: boolean }
  /** The app has to confirm that it is the one. */
  | {
      readonly at: "confirm";
      readonly pending: Pending;
      readonly transactionId: string;
      /** To be scanned; empty when it was pushed to the app. */
      readonly question: string;
      /** It said no, or nothing in time. */
      readonly rejected: boolean;
    }
  | { readonly at: "done"; readonly kind: Kind; readonly proven: boolean };

export type EnrollmentState = {
  readonly step: EnrollmentStep;
  readonly busy: boolean;
  readonly problem: EnrollmentProblem | undefined;
  /** Counts failures, so that the same message twice is still news. */
  readonly failures: number;
};

export type EnrollmentEvent =
  | { readonly type: "picked"; readonly kind: Kind }
  | { readonly type: "back" }
  | { readonly type: "sent" }
  /** `provable`: a code can be tried here, as far as kind and policies go. */
  | { readonly type: "enrolled"; readonly pending: Pending; readonly provable: boolean }
  | { readonly type: "made" }
  /** The app is known to the server now; or will not be, as the enrollment is gone. */
  | { readonly type: "paired"; readonly answer: PollAnswer }
  | { readonly type: "app-asked"; readonly transactionId: string; readonly question: string }
  | { readonly type: "app-answered"; readonly answer: PollAnswer }
  | { readonly type: "challenged"; readonly transactionId: string }
  | { readonly type: "proved"; readonly success: boolean }
  /** Left without a proof, because there is none to be had here. */
  | { readonly type: "finished" }
  | { readonly type: "failed"; readonly problem: ApiProblem }
  | { readonly type: "restart" };

export const enrollmentStart: EnrollmentState = {
  step: { at: "choose" },
  busy: false,
  problem: undefined,
  failures: 0,
};

export function stepEnrollment(state: EnrollmentState, event: EnrollmentEvent): EnrollmentState {
  switch (event.type) {
    case "picked":
      return goTo({ at: "details", kind: event.kind });
    case "back":
      return state.step.at === "details" ? enrollmentStart : state;
    case "sent":
      return { ...state, busy: true, problem: undefined };
    case "enrolled":
      return enrolled(event);
    case "made":
      return made(state);
    case "paired":
      return paired(state, event.answer);
    case "app-asked":
      return appAsked(state, event);
    case "app-answered":
      return appAnswered(state, event.answer);
    case "challenged":
      return challenged(state, event.transactionId);
    case "proved":
      return proved(state, event.success);
    case "finished":
      return state.step.at === "prove" ? done(state.step.pending.kind, false) : state;
    case "failed":
      return failed(state, problemOf(event.problem));
    case "restart":
      return enrollmentStart;
  }
}

function enrolled({ pending, provable }: Extract<EnrollmentEvent, { type: "enrolled" }>): EnrollmentState {
  if (pending.kind === "fido2") return goTo({ at: "make", pending, provable });
  if (isPairedKind(pending.kind)) return goTo({ at: "pair", pending, introduced: false });
  // Kinds in an app come by here even without a proof: the seed must be brought there.
  const stay = provable || pending.address !== "";
  return stay ? goTo({ at: "prove", pending, transactionId: "", sent: 0 }) : done(pending.kind, false);
}

function made({ step }: EnrollmentState): EnrollmentState {
  if (step.at !== "make") return goTo(step);
  const { pending, provable } = step;
  return provable ? goTo({ at: "prove", pending, transactionId: "", sent: 0 }) : done(pending.kind, false);
}

function paired(state: EnrollmentState, answer: PollAnswer): EnrollmentState {
  if (state.step.at !== "pair" || answer === "open") return state;
  return answer === "accepted" ? goTo({ ...state.step, introduced: true }) : enrollmentStart;
}

/** Asked for the first time, or again after a no. */
function appAsked(
  { step }: EnrollmentState,
  { transactionId, question }: Extract<EnrollmentEvent, { type: "app-asked" }>,
): EnrollmentState {
  if (step.at !== "pair" && step.at !== "confirm") return goTo(step);
  return goTo({ at: "confirm", pending: step.pending, transactionId, question, rejected: false });
}

function appAnswered(state: EnrollmentState, answer: PollAnswer): EnrollmentState {
  if (state.step.at !== "confirm" || answer === "open") return state;
  if (answer === "accepted") return done(state.step.pending.kind, true);
  return failed({ ...state, step: { ...state.step, rejected: true } }, { kind: "rejected" });
}

function challenged(state: EnrollmentState, transactionId: string): EnrollmentState {
  if (state.step.at !== "prove") return state;
  return goTo({ ...state.step, transactionId, sent: state.step.sent + 1 });
}

function proved(state: EnrollmentState, success: boolean): EnrollmentState {
  if (state.step.at !== "prove" && state.step.at !== "confirm") return state;
  return success ? done(state.step.pending.kind, true) : failed(state, { kind: "wrong-code" });
}

function done(kind: Kind, proven: boolean): EnrollmentState {
  return goTo({ at: "done", kind, proven });
}

function goTo(step: EnrollmentStep): EnrollmentState {
  return { step, busy: false, problem: undefined, failures: 0 };
}

function failed(state: EnrollmentState, problem: EnrollmentProblem): EnrollmentState {
  return { ...state, busy: false, problem, failures: state.failures + 1 };
}

/** 411: too many tokens; 412: too many of this type (contract 01 section 9). */
const limitCodes: readonly number[] = [411, 412];

function problemOf(problem: ApiProblem): EnrollmentProblem {
  return "code" in problem && limitCodes.includes(problem.code)
    ? { kind: "limit" }
    : { kind: "server", problem };
}

/** The serial of the token that waits for its proof, if any. */
export function pendingSerial(state: EnrollmentState): string | undefined {
  return "pending" in state.step ? state.step.pending.serial : undefined;
}
