// A token without an OTP: its PIN alone is the proof. Contract 03 "spass".

import { type TokenType, wrong } from "../../core/token-type.ts";
import { readSeed, shownSeed } from "../oath.ts";
import { oneUse } from "../one-use.ts";

export const spass: TokenType = {
  type: "spass",
  spelling: "spass",
  prefix: "LSSP",
  title: "PIN without one-time password",
  otp: "none",
  modes: { authenticate: true, challenge: false },
  selfEnroll: false,
  readEnrollment(fields, context) {
    // Nothing is ever computed from it, but LinOTP makes and shows a seed, and a token export expects one.
    const bytes = readSeed(fields, context, { bytes: 20, generateUnasked: true });
    return { secret: { kind: "seed", bytes }, set: oneUse(fields), shown: { otpkey: shownSeed(bytes) } };
  },
  verify: (_token, otp) => (otp === "" ? { match: true, spend: {} } : wrong),
};
