// Forward tokens: the PIN is their own, the OTP is another token's. Contract 03 "forward". How the other token is asked
// and what it pays is decided in core/check.

import { required } from "../../core/fields.ts";
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
  targetOf: (fields) => required(fields, "forward.serial"),
  readEnrollment(fields, { target, serial: own }) {
    const serial = required(fields, "forward.serial");
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
