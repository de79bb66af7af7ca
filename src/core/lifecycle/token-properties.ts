// What administrators may set on a token (contract 05 section 3, admin/set). Each reader turns text into a change for any
// token; what does not fit a token's type leaves that token as it is.

import { fewestDigits, isHashName, mostDigits } from "../otp/hotp.ts";
import type { Refusal } from "../problem.ts";
import type { Json, Token, TokenUpdate } from "../token.ts";
import { readMoment } from "./validity.ts";

export type Property = (token: Token) => TokenUpdate;

/** Wraps what is wrong with a value into the caller's sentence. */
export type Fault = (reason: string) => Refusal;

export type PropertyReader = (text: string, fault: Fault) => Property;

/** A search through a window happens under the lock, so no window may be so large that it keeps others waiting. */
const widestWindow = 10_000;
const widestSyncWindow = 100_000;

/** As long as the column that LinOTP keeps it in (contract 02 section 1). */
export const longestDescription = 80;

const mostUses = 1_000_000_000;

export const setFailLimit = number({ max: 1_000_000 }, (failLimit) => () => ({ failLimit }));
export const setSyncWindow = number({ max: widestSyncWindow }, (syncWindow) => () => ({ syncWindow }));
export const setWindow = number({ max: widestWindow }, (window) => () => ({ window }));

/** Computed values have as many digits as the algorithm can give; anything else is as long as it is. */
export const setOtpLength = number({ min: 1, max: 1024 }, (otpLength, fault) => ({ info }) => {
  if ("hashlib" in info && (otpLength < fewestDigits || otpLength > mostDigits)) {
    throw fault(`its OTPs have ${fewestDigits} to ${mostDigits} digits`);
  }
  return { otpLength };
});

export const setAttempts = number({ max: mostUses }, (attempts) => ({ uses }) => ({
  uses: { ...uses, attempts },
}));
export const setSuccesses = number({ max: mostUses }, (successes) => ({ uses }) => ({
  uses: { ...uses, successes },
}));

/** Negative numbers and 0 count nothing against anybody, like no limit. */
const limitRange = { min: -1, max: mostUses };
export const setAttemptLimit = number(limitRange, (limit) => withLimits({ attemptLimit: limit }));
export const setSuccessLimit = number(limitRange, (limit) => withLimits({ successLimit: limit }));

/** `undefined` takes a limit away. */
export function withLimits(limits: Partial<Pick<Token["uses"], "attemptLimit" | "successLimit">>): Property {
  return ({ uses }) => ({ uses: { ...uses, ...limits } });
}

export const setValidFrom: PropertyReader = (text, fault) => {
  const validFrom = moment(text, fault);
  return () => ({ validFrom });
};

export const setValidUntil: PropertyReader = (text, fault) => {
  const validUntil = moment(text, fault);
  return () => ({ validUntil });
};

export const setDescription: PropertyReader = (description, fault) => {
  if ([...description].length > longestDescription) throw fault(`at most ${longestDescription} characters`);
  return () => ({ description });
};

export const setHash: PropertyReader = (text, fault) => {
  const hashlib = text.trim().toLowerCase();
  if (!isHashName(hashlib)) throw fault("unknown hash");
  return withInfo("hashlib", { hashlib });
};

export const setTimeWindow = number({ max: 315_360_000 }, (timeWindow) =>
  withInfo("timeWindow", { timeWindow }),
);

/** Seconds by which the device's clock is ahead. */
export const setTimeShift = number({ min: -315_360_000, max: 315_360_000 }, (timeShift) =>
  withInfo("timeShift", { timeShift }),
);

/** The next acceptable step is rescaled, upwards: no moment that was spent can be spent again. */
export const setTimeStep = number({ min: 30, max: 60 }, (timeStep, fault) => {
  if (timeStep !== 30 && timeStep !== 60) throw fault("it is 30 or 60");
  return (token) => rescaled(token, timeStep);
});

function rescaled(token: Token, timeStep: number): TokenUpdate {
  const before = Number(token.info["timeStep"]);
  if (!(before > 0)) return {};
  return {
    counter: Math.ceil((token.counter * before) / timeStep),
    info: { ...token.info, timeStep },
  };
}

/** What a gateway could take for more than a number is refused. */
export const setPhone: PropertyReader = (phone, fault) => {
  if (!/^[0-9+()./ -]{1,64}$/.test(phone) || !/\d/.test(phone)) throw fault("not a phone number");
  return withInfo("phone", { phone });
};

interface Bounds {
  readonly min?: number;
  readonly max: number;
}

function number(
  { min = 0, max }: Bounds,
  property: (value: number, fault: Fault) => Property,
): PropertyReader {
  return (text, fault) => {
    const value = /^\s*[+-]?\d{1,16}\s*$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw fault(`a whole number from ${min} to ${max} is expected`);
    return property(value, fault);
  };
}

function moment(text: string, fault: Fault): number {
  const found = readMoment(text);
  if (found === undefined) throw fault("time data does not match format dd/mm/yy HH:MM");
  return found;
}

/** Only for tokens whose type keeps this entry. */
function withInfo(key: string, entries: { readonly [key: string]: Json }): Property {
  return ({ info }) => (key in info ? { info: { ...info, ...entries } } : {});
}
