// Static passwords, the usual secret of a rollout token. The one type with nothing to spend: what limits it is its use
// count, its validity, and the purge.

import { invalid, required } from "../../core/fields.ts";
import type { Token } from "../../core/token.ts";
import { type Given, type TokenType, type Verdict, wrong } from "../../core/token-type.ts";
import { asksForOtp } from "../challenge.ts";
import { oneUse } from "../one-use.ts";

/** It is compared by a slow hash beforehand, so no password may be so long that hashing becomes an attack. */
const longestPassword = 1024;

export const pw: TokenType = {
  type: "pw",
  spelling: "pw",
  prefix: "KIPW",
  title: "Static password",
  otp: "reusable",
  modes: { authenticate: true, challenge: true },
  selfEnroll: true,
  readEnrollment(fields) {
    const password = required(fields, "otpkey");
    if (password.length > longestPassword)
      throw invalid("otpkey", `at most ${longestPassword} characters long`);
    return {
      secret: { kind: "password", text: password },
      set: { otpLength: password.length, ...oneUse(fields) },
      shown: { otpkey: `seed://${password}` },
    };
  },
  verify,
  challenge: asksForOtp("pw", verify),
};

/** The counter of a used password is 1, as in LinOTP. */
function verify(token: Token, otp: string, { hashMatches }: Given): Verdict {
  return otp !== "" && hashMatches(otp)
    ? { match: true, spend: { counter: Math.max(1, token.counter) } }
    : wrong;
}
