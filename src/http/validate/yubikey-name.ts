// The serial number that a Yubikey types before its OTP: eight digits, as text, in modhex (contract 06, check_yubikey).

import { fromModhex } from "../../core/otp/modhex.ts";

/** Undefined: what was typed does not begin with one. */
export function modhexDigits(pass: string): string | undefined {
  const name = pass.slice(Math.max(0, pass.length - 48), -32).toLowerCase();
  const bytes = name.length === 16 ? fromModhex(name) : undefined;
  const digits = bytes === undefined ? "" : Buffer.from(bytes).toString("latin1");
  return /^\d{8}$/.test(digits) ? digits : undefined;
}
