// Day passwords: one value from midnight to midnight, which everybody who has the list of the month can type. Contract 03
// "dpw".

import { type Fields, integer, invalid, required } from "../../core/fields.ts";
import { type CalendarDay, type DayPasswordKey, dayPassword } from "../../core/otp/day-password.ts";
import { equalText } from "../../core/otp/equal.ts";
import { Refusal } from "../../core/problem.ts";
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
import { readDigits } from "../oath.ts";

/** No list of day passwords comes with a longer key. */
const longestKey = 256;

/** LinOTP's number of the day's password is 1; what is kept is the next one. */
const usedCounter = 2;

export const dpw: TokenType = {
  type: "dpw",
  spelling: "DPW",
  prefix: "DOTP",
  title: "Password of the day",
  otp: "reusable",
  modes: { authenticate: true, challenge: true },
  selfEnroll: false,
  readEnrollment,
  verify,
  challenge: asksForOtp("dpw", verify),
  ahead: {
    recognise(token, otp, { seed, now }) {
      return equalText(otp, dayPassword(keyOf(token, seed), dayAt(now))) ? {} : undefined;
    },
    list: {
      limit: "dpw",
      coming(token, { seed, now, count }) {
        const key = keyOf(token, seed);
        const days = Array.from({ length: count }, (_, index) => dayAt(now, index));
        return { values: days.map((day) => ({ key: spelled(day), otp: dayPassword(key, day) })), detail: {} };
      },
    },
  },
};

/** The key is any text: it is part of what is hashed, and kept as it is. */
function readEnrollment(fields: Fields, { settings }: EnrollmentContext): Enrollment {
  const key = required(fields, "otpkey");
  if (key.length > longestKey) throw invalid("otpkey", `at most ${longestKey} characters long`);
  if (integer(fields, "genkey", { max: 1 }) === 1) throw new Refusal({ code: "seed-and-genkey" });
  return {
    secret: { kind: "seed", bytes: Buffer.from(key) },
    set: { otpLength: readDigits(fields) ?? settingNumber(settings, "DefaultOtpLen", 6), info: {} },
    shown: { otpkey: `seed://${key}` },
  };
}

function verify(token: Token, otp: string, { now, seed }: Given): Verdict {
  if (seed === undefined || otp.length !== token.otpLength || !/^[0-9]{6,10}$/.test(otp)) return wrong;
  return equalText(otp, dayPassword(keyOf(token, seed), dayAt(now)))
    ? { match: true, spend: { counter: Math.max(usedCounter, token.counter) } }
    : wrong;
}

function keyOf({ otpLength }: Token, seed: Uint8Array): DayPasswordKey {
  return { keyText: Buffer.from(seed).toString(), digits: otpLength };
}

/** A day begins when it begins where the server is (environment variable TZ). `later`: so many days. */
export function dayAt(now: number, later = 0): CalendarDay {
  const date = new Date(now);
  date.setDate(date.getDate() + later);
  return { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() };
}

/** `yy-mm-dd`. */
function spelled({ year, month, day }: CalendarDay): string {
  return [year % 100, month, day].map((part) => String(part).padStart(2, "0")).join("-");
}
