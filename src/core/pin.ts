// What the person knows, before the OTP: how it is kept, compared, and told apart from the OTP.

import { timingSafeEqual } from "node:crypto";
import type { PinTag, Token } from "./token.ts";
import type { Vault } from "./vault.ts";

/** Of the PIN that a device computes with: apps take four digits, and no PIN is so long that it needs more than this. */
export const longestUserPin = 128;

export function makePin(vault: Vault, salt: Uint8Array, pin: string): PinTag {
  return { salt, tag: vault.pinTag(salt, pin) };
}

/** A token without PIN is opened by an empty one (contract 02 section 5). */
export function pinMatches(vault: Vault, kept: PinTag | undefined, pin: string): boolean {
  if (kept === undefined) return pin === "";
  const given = vault.pinTag(kept.salt, pin);
  return given.length === kept.tag.length && timingSafeEqual(given, kept.tag);
}

export interface Split {
  /** Whatever precedes the OTP (or follows it, when the setting PrependPin is off). */
  readonly fixed: string;
  readonly otp: string;
}

/** The last `otpLength` characters are the OTP; a shorter pass is all OTP. */
export function splitPass(pass: string, token: Pick<Token, "otpLength">, pinFirst: boolean): Split {
  const length = Math.min(token.otpLength, pass.length);
  return pinFirst
    ? { fixed: pass.slice(0, pass.length - length), otp: pass.slice(pass.length - length) }
    : { fixed: pass.slice(length), otp: pass.slice(0, length) };
}
