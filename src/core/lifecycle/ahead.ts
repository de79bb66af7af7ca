// What can be known of a token's values without asking its owner: which token shows a value (getSerialByOtp), and which
// values come next (getmultiotp). Only for types that compute them from a seed.

import type { Json, Token, TokenUpdate } from "../token.ts";

export interface AheadGiven {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly seed: Uint8Array;
}

export interface ComingValue {
  /** Counter, time step, or date. */
  readonly key: string;
  readonly otp: string;
  /** When it becomes good, in milliseconds since 1970; absent for values that follow no clock. */
  readonly from?: number;
}

export interface ComingValues {
  readonly values: readonly ComingValue[];
  /** What the answer says about the token's clock. */
  readonly detail: { readonly [key: string]: Json };
}

export interface Ahead {
  /**
   * Whether `otp` is one of the token's next values, `window` of them where values can be counted. What finding that out
   * costs the token; empty: nothing. Undefined: it is not.
   */
  recognise(
    token: Token,
    otp: string,
    given: AheadGiven & { readonly window: number },
  ): TokenUpdate | undefined;
  /** Types whose values can be listed. */
  readonly list?: {
    /** The policy that limits how many: `max_count_<limit>`. */
    readonly limit: "dpw" | "hotp" | "totp";
    coming(token: Token, given: AheadGiven & { readonly count: number }): ComingValues;
  };
}
