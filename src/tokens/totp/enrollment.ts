// What a TOTP token is enrolled with. Contract 03 "totp", 07 section 5.

import { type Fields, optional, wholeNumber } from "../../core/fields.ts";
import type { HashName, HotpKey } from "../../core/otp/hotp.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Settings } from "../../core/settings.ts";
import type { Token } from "../../core/token.ts";
import type { Enrollment, EnrollmentContext } from "../../core/token-type.ts";
import { enrollmentUrl } from "../label.ts";
import {
  configuredHash,
  numberedHash,
  readDigits,
  readHash,
  readKeySize,
  readSeed,
  shownSeed,
} from "../oath.ts";

/** RFC 6238 section 5.1 and RFC 4226 R6: as many bytes as the hash yields. */
const seedBytes: { readonly [Hash in HashName]: number } = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  md5: 16,
};

export function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const inPortal = context.by === "portal";
  const { hash, digits, timeStep } = inPortal ? chosenInPortal(fields, context) : chosen(fields, context);
  const bytes = readKeySize(fields) ?? seedBytes[hash];
  // LinOTP names the wrong parameter here, and clients have learned it.
  const rule = { bytes, generateUnasked: inPortal, generatedWins: true, missing: "serial" };
  const seed = readSeed(fields, context, rule);
  const stepSeconds = wholeNumber(String(timeStep), "timeStep");
  const googleurl = enrollmentUrl(fields, context, { seed, hash, digits, stepSeconds });
  return {
    secret: { kind: "seed", bytes: seed },
    set: { otpLength: digits, info: { hashlib: hash, ...readClock(fields, context), timeStep } },
    shown: { otpkey: shownSeed(seed), googleurl },
  };
}

/** Kept as text, as LinOTP does, which keeps a number where a policy chose one. People in the portal have nothing to say about it. `timeWindow` is only kept. */
function readClock(fields: Fields, { by, settings }: EnrollmentContext): Token["info"] {
  const sent = (name: string) => (by === "portal" ? undefined : optional(fields, name));
  const timeWindow = sent("timeWindow") ?? configured(settings, "totp.timeWindow") ?? "180";
  const timeShift = sent("timeShift") ?? configured(settings, "totp.timeShift") ?? "0";
  wholeNumber(timeWindow, "timeWindow", { max: longestShift });
  wholeNumber(timeShift, "timeShift", { min: -longestShift, max: longestShift });
  return { timeWindow, timeShift };
}

function configured(settings: Settings, key: string): string | undefined {
  return settings.config.get(key)?.value || undefined;
}

/** Sixty years, in seconds: eToken devices count from the year 2000, which is thirty off. */
const longestShift = 1_892_160_000;

type Choice = Pick<HotpKey, "hash" | "digits"> & { readonly timeStep: string | number };

function chosen(fields: Fields, { settings }: EnrollmentContext): Choice {
  return {
    hash: readHash(fields) ?? configuredHash(settings, "totp.hashlib"),
    digits: readDigits(fields) ?? settingNumber(settings, "DefaultOtpLen", 6),
    timeStep: sentStep(fields) ?? configured(settings, "totp.timeStep") ?? "30",
  };
}

/** A number where a token file brings one. */
function sentStep(fields: Fields): string | number | undefined {
  const sent = fields.get("timeStep");
  return typeof sent === "number" ? sent : optional(fields, "timeStep");
}

/** The portal's parameters have names of their own, and policies choose what is not sent (contract 07 section 5). */
function chosenInPortal(fields: Fields, { ruling }: EnrollmentContext): Choice {
  const { totp_hashlib, totp_otplen, totp_timestep } = ruling.selfservice;
  return {
    hash: readHash(fields, "totp_hashlib") ?? numberedHash(totp_hashlib),
    digits: readDigits(fields, "totp_otplen") ?? totp_otplen ?? 6,
    timeStep: optional(fields, "timeStep") ?? totp_timestep ?? "30",
  };
}
