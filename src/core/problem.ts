// The ways a request can be refused. A wrong OTP is not here: that is an outcome, not a problem.

export type Problem =
  | { readonly code: "missing-parameter"; readonly parameter: string }
  | { readonly code: "invalid-parameter"; readonly parameter: string; readonly expected: string }
  /** Parameters that do not go together, or are not for this endpoint; the sentence is ours alone (905). */
  | { readonly code: "usage-parameter"; readonly message: string }
  /** No usable parameter at all: LinOTP's usage error (77). */
  | { readonly code: "usage"; readonly usage: string }
  /** A policy says no. `message` names the missing right. */
  | { readonly code: "forbidden"; readonly message: string }
  | { readonly code: "too-many-tokens"; readonly limit: "user" | "type" | "realm"; readonly max: number }
  | { readonly code: "not-authorized"; readonly message: string }
  | { readonly code: "not-authenticated" }
  | { readonly code: "no-session" }
  | { readonly code: "unknown-token"; readonly serial: string }
  | { readonly code: "unknown-token-type"; readonly type: string }
  | { readonly code: "token-type-clash"; readonly serial: string; readonly type: string }
  | { readonly code: "token-exists"; readonly serial: string }
  /** `forToken`: he was to own a token, which LinOTP numbers differently. */
  | {
      readonly code: "unknown-user";
      readonly login: string;
      readonly realm: string;
      readonly forToken?: true;
    }
  | { readonly code: "ambiguous-user"; readonly login: string; readonly realm: string }
  | { readonly code: "seed-and-genkey" }
  | { readonly code: "user-or-serial-required" }
  | { readonly code: "not-owner" }
  /** An OTP that is to tell which token is meant fits several. */
  | { readonly code: "several-tokens" }
  | { readonly code: "bad-page"; readonly page: string }
  /** A page behind the last one. */
  | { readonly code: "no-page"; readonly page: number }
  /** `near`: columns that he may have meant. */
  | {
      readonly code: "not-sortable";
      readonly what: string;
      readonly column: string;
      readonly near: readonly string[];
    }
  | { readonly code: "not-a-number"; readonly text: string }
  | { readonly code: "unknown-resolver"; readonly resolver: string }
  /** Where LinOTP answers with its usual status, and with other words. */
  | { readonly code: "no-resolver"; readonly resolver: string }
  | { readonly code: "unknown-provider"; readonly provider: string }
  | { readonly code: "not-token-owner" }
  | { readonly code: "token-taken" }
  | { readonly code: "token-without-owner" }
  | { readonly code: "challenge-expired" }
  | { readonly code: "no-challenge" }
  | { readonly code: "otps-not-told" }
  | { readonly code: "no-licence" }
  | { readonly code: "unknown-person"; readonly uid: string; readonly resolver: string }
  | { readonly code: "config"; readonly message: string }
  /** A directory or provider did not answer. Never treated as "no such user". */
  | {
      readonly code: "unavailable";
      readonly what: string;
      /** Its name, when it is a directory. */
      readonly resolver?: string;
    }
  /** One entry of an imported file, and with it the whole file. `where`: `line 3`, `token A17`. */
  | { readonly code: "entry-refused"; readonly where: string; readonly problem: Problem }
  /** A refusal whose only handle is its sentence (LinOTP's -311). */
  | { readonly code: "refused"; readonly message: string };

export type ProblemCode = Problem["code"];

export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super("message" in problem ? problem.message : problem.code);
    this.name = "Refusal";
    this.problem = problem;
  }
}

export function refuse(message: string): Refusal {
  return new Refusal({ code: "refused", message });
}
