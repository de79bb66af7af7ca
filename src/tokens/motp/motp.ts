// Mobile-OTP tokens: an app shows a value made of the time, its key and a PIN that is typed into it. Contract 03 "motp".

import { type Fields, invalid, optional, required } from "../../core/fields.ts";
import { equalText } from "../../core/otp/equal.ts";
import { motpStepSeconds, motp as valueAt } from "../../core/otp/motp.ts";
import { stepAt } from "../../core/otp/totp.ts";
import { longestUserPin } from "../../core/pin.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Token } from "../../core/token.ts";
import {
  type Enrollment,
  type EnrollmentContext,
  type Given,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { asksForOtp } from "../challenge.ts";
import { configuredHash, readDigits, readHash, readSeed } from "../oath.ts";

/** Of a key that the server makes: 128 bits. */
const keyBytes = 16;

/** Nobody waits longer for a window that was set by mistake. */
const longestSearch = 100_000;

export const motp: TokenType = {
  type: "motp",
  spelling: "mOTP",
  prefix: "LSMO",
  title: "One-time password by time and PIN (mOTP)",
  otp: "spent",
  modes: { authenticate: true, challenge: true },
  selfEnroll: true,
  readEnrollment,
  verify,
  challenge: asksForOtp("motp", verify),
};

/** The key is a text of hexadecimal digits for the app as well as for us, and is kept as that text. */
function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const { settings } = context;
  const seed = readSeed(fields, context, { bytes: keyBytes, generateUnasked: false });
  const keyText = optional(fields, "otpkey")?.replaceAll(/[\s-]/g, "") ?? Buffer.from(seed).toString("hex");
  const pin = required(fields, "otppin");
  if (pin.length > longestUserPin) throw invalid("otppin", `at most ${longestUserPin} characters long`);
  return {
    secret: { kind: "seed", bytes: Buffer.from(keyText) },
    userPin: pin,
    set: {
      otpLength: readDigits(fields) ?? settingNumber(settings, "DefaultOtpLen", 6),
      info: { hashlib: readHash(fields) ?? configuredHash(settings, "hotp.hashlib") },
    },
    shown: { otpkey: `seed://${keyText}` },
  };
}

/** Twice as many steps to each side as the window says, and none that is not later than the last one that was used. */
function verify(token: Token, otp: string, { now, seed, userPin }: Given): Verdict {
  if (seed === undefined || userPin === undefined) return wrong;
  if (otp.length !== token.otpLength || !/^[0-9a-f]{6,10}$/.test(otp)) return wrong;
  const key = { keyText: Buffer.from(seed).toString(), pin: userPin, digits: token.otpLength };
  const current = stepAt(now, motpStepSeconds);
  const first = Math.max(token.counter + 1, current - 2 * token.window, 0);
  const end = Math.min(current + 2 * token.window, first + longestSearch);
  for (let step = first; step < end; step++) {
    if (equalText(otp, valueAt(key, step))) return { match: true, spend: { counter: step } };
  }
  return wrong;
}
