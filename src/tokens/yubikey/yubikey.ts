// Yubikeys in Yubico's own mode: 32 letters under AES, usually behind a public name of 12. Contract 03 "yubikey".

import { type Fields, integer, invalid, optional } from "../../core/fields.ts";
import { fromModhex } from "../../core/otp/modhex.ts";
import {
  readYubikey,
  type YubikeyValue,
  yubikeySeedBytes,
  yubikeyValueLength,
} from "../../core/otp/yubikey.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import {
  type Enrollment,
  type EnrollmentContext,
  type Given,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { asksForOtp } from "../challenge.ts";
import { infoText } from "../info.ts";
import { readSeed, shownSeed } from "../oath.ts";

/** Letters of the longest public name that a Yubikey types. */
const longestName = 32;

/** Where the private id of the device is remembered after its first use. */
const idKey = "yubikey.tokenid";

export const yubikey: TokenType = {
  type: "yubikey",
  spelling: "yubikey",
  prefix: "UBAM",
  title: "Yubikey (AES mode)",
  otp: "spent",
  modes: { authenticate: true, challenge: true },
  selfEnroll: false,
  readEnrollment,
  verify,
  challenge: asksForOtp("yubikey", verify),
  resync(token, otps, { seed }) {
    const [first, second] = otps.map((otp) => pressOf(token, otp, seed));
    if (first === undefined || second?.uid !== first.uid) return undefined;
    return first.counter >= token.counter && second.counter === first.counter + 1
      ? spent(token, second)
      : undefined;
  },
  ahead: {
    recognise(token, otp, { seed }) {
      const press = pressOf(token, otp, seed);
      return press === undefined || press.counter < token.counter ? undefined : spent(token, press);
    },
  },
};

function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const seed = readSeed(fields, context, { bytes: yubikeySeedBytes, generateUnasked: false });
  if (seed.length !== yubikeySeedBytes) throw invalid("otpkey", "an AES key of 32 hexadecimal digits");
  const name = optional(fields, "public_uid")?.toLowerCase();
  if (name !== undefined && (name.length > longestName || fromModhex(name) === undefined)) {
    throw invalid("public_uid", `at most ${longestName} letters of modhex`);
  }
  const range = { min: yubikeyValueLength, max: yubikeyValueLength + longestName };
  const usual = name === undefined ? 48 : yubikeyValueLength + name.length;
  return {
    secret: { kind: "seed", bytes: seed },
    set: {
      otpLength: integer(fields, "otplen", range) ?? usual,
      info: name === undefined ? {} : { public_uid: name },
    },
    shown: { otpkey: shownSeed(seed) },
  };
}

/** The counter is in the value itself, so there is no window: everything newer than the last use is good. */
function verify(token: Token, otp: string, { seed }: Given): Verdict {
  const press = pressOf(token, otp, seed);
  if (press === undefined || press.counter < token.counter) return wrong;
  return { match: true, spend: spent(token, press) };
}

/** A press of this very device: it has the key, the public name, and the private id if we have seen it before. */
function pressOf(token: Token, otp: string, seed: Uint8Array | undefined): YubikeyValue | undefined {
  if (seed === undefined || otp.length > yubikeyValueLength + longestName) return undefined;
  const name = otp.slice(0, -yubikeyValueLength).toLowerCase();
  if (fromModhex(name) === undefined || name !== (infoText(token, "public_uid") ?? name)) return undefined;
  const press = readYubikey(seed, otp.slice(-yubikeyValueLength));
  const known = infoText(token, idKey);
  return press !== undefined && (known === undefined || known === press.uid) ? press : undefined;
}

function spent(token: Token, { counter, uid }: YubikeyValue): TokenUpdate {
  return { counter: counter + 1, info: { ...token.info, [idKey]: uid } };
}
