// Asking for an OTP: texts and times that all types take from the configuration (contract 02 section 9), and the
// challenge of the types whose owner reads the OTP from a device of his own.

import { settingNumber } from "../core/setting-number.ts";
import type { Settings } from "../core/settings.ts";
import type { TokenType } from "../core/token-type.ts";

export type ChallengeType = NonNullable<TokenType["challenge"]>;

/** `<TYPE>_CHALLENGE_PROMPT`, or the type's own words. */
export function promptOf(type: string, settings: Settings, words: string): string {
  return settings.config.get(`${type.toUpperCase()}_CHALLENGE_PROMPT`)?.value || words;
}

/** `<Type>ChallengeValidityTime` in three spellings; the last one that is set holds. */
export function validityOf(type: string): ChallengeType["validitySeconds"] {
  const spellings = [type.charAt(0).toUpperCase() + type.slice(1), type.toUpperCase(), type];
  return (settings) => {
    const key = spellings
      .map((spelling) => `${spelling}ChallengeValidityTime`)
      .findLast((name) => settings.config.has(name));
    const seconds = key === undefined ? -1 : settingNumber(settings, key, -1);
    return seconds < 0 ? undefined : seconds;
  };
}

/** Being asked costs such a token nothing, and every OTP that would do without a question is an answer to it. */
export function asksForOtp(type: string, verify: TokenType["verify"]): ChallengeType {
  return {
    trigger: "pin",
    open: (_token, { settings }) => ({
      message: promptOf(type, settings, "Please enter your otp value: "),
      data: {},
      spend: {},
      detail: {},
    }),
    blockingMs: () => 0,
    repeat: (_token, { message }) => ({ message, detail: {} }),
    answer: (token, { otp }, given) => verify(token, otp, given),
    validitySeconds: validityOf(type),
  };
}
