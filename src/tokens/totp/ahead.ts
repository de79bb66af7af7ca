// Values of a TOTP token without its owner: whose value this is, which ones come, and when one was shown (contract 05
// section 2, totp_lookup). Nothing here is spent: looking is not logging in.

import type { Ahead } from "../../core/lifecycle/ahead.ts";
import { findCounter, hotp } from "../../core/otp/hotp.ts";
import type { Token } from "../../core/token.ts";
import { hotpKeyOf } from "../oath.ts";
import { clocksOf } from "./clocks.ts";

export const ahead: Ahead = {
  recognise(token, otp, { seed, now, window }) {
    const { drifted } = clocksOf(token, now);
    const first = Math.max(token.counter, drifted - window);
    const counters = { first, window: drifted + window + 1 - first };
    return findCounter(hotpKeyOf(token, seed), otp, counters) === undefined ? undefined : {};
  },
  list: {
    limit: "totp",
    coming(token, { seed, now, count }) {
      const key = hotpKeyOf(token, seed);
      const { drifted, stepSeconds, shift } = clocksOf(token, now);
      const steps = Array.from({ length: count }, (_, index) => drifted + index);
      return {
        values: steps.map((step) => ({
          key: String(step),
          otp: hotp(key, step),
          from: 1000 * (step * stepSeconds - shift),
        })),
        detail: { shift, timeStepping: stepSeconds },
      };
    },
  },
};

export interface Shown {
  readonly step: number;
  readonly stepSeconds: number;
  /** When that step began, by the device's clock, in seconds since 1970. */
  readonly seconds: number;
}

/** Which step of the last `windowSeconds` the value belongs to; undefined: none. Drift is not considered, as in LinOTP. */
export function lookBack(
  token: Token,
  otp: string,
  given: { readonly seed: Uint8Array; readonly now: number; readonly windowSeconds: number },
): Shown | undefined {
  const { seed, now, windowSeconds } = given;
  const { current, stepSeconds } = clocksOf(token, now);
  const steps = Math.floor(windowSeconds / stepSeconds);
  const step = findCounter(hotpKeyOf(token, seed), otp, { first: current - steps, window: steps + 1 });
  return step === undefined ? undefined : { step, stepSeconds, seconds: step * stepSeconds };
}
