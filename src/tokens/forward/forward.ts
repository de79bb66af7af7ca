// Forward tokens: the PIN is their own, the OTP is another token's. Contract 03 "forward". How the other token is asked
// and what it pays is decided in core/check.

import { type Fields, optional } from "../../core/fields.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import { type TokenType, wrong } from "../../core/token-type.ts";
import { infoText } from "../info.ts";

export const forward: TokenType = {
  type: "forward",
  spelling: "forward",
  prefix: "LSFW",
  title: "Stands in for another token",
  otp: "elsewhere",
  modes: { authenticate: true, challenge: true },
  selfEnroll: false,
  asksOutside: true,
  targetOf: serialIn,
  readEnrollment(fields, { target, serial: own }) {
    const serial = serialIn(fields);
    if (target === undefined) throw new Refusal({ code: "unknown-token", serial });
    if (target.type === "forward" || target.serial === own)
      throw refuse("A forward token cannot stand in for another forward token.");
    return {
      secret: undefined,
      set: { otpLength: target.otpLength, info: { "forward.serial": target.serial } },
      shown: {},
    };
  },
  target: (token) => infoText(token, "forward.serial"),
  verify: () => wrong,
};

/** LinOTP's answer when it is missing. */
function serialIn(fields: Fields): string {
  const serial = optional(fields, "forward.serial");
  if (serial === undefined) throw refuse("'forward.serial'");
  return serial;
}
