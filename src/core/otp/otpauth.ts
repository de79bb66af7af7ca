// otpauth:// addresses, which authenticator apps read from QR codes (Google's "Key Uri Format"; contract 02 section 4).

import { refuse } from "../problem.ts";
import { toBase32 } from "./base32.ts";
import type { HotpKey } from "./hotp.ts";

/** Longer addresses make QR codes that phones do not read reliably. */
const longestUrl = 400;

export interface OtpauthSubject extends HotpKey {
  /** Seconds per step of a TOTP; undefined for HOTP. */
  readonly stepSeconds: number | undefined;
  readonly issuer: string;
  /** Cut when the address would become too long. */
  readonly label: string;
}

/** Refuses what common apps get wrong: other digits than 6 and 8, other steps than 30 and 60 seconds. */
export function otpauthUrl(subject: OtpauthSubject): string {
  const { stepSeconds, digits, issuer, label } = subject;
  if (digits !== 6 && digits !== 8) throw refuse(`unsupported digits '${digits}'`);
  if (stepSeconds !== undefined && stepSeconds !== 30 && stepSeconds !== 60) {
    throw refuse(`unsupported period '${stepSeconds}'`);
  }
  const before = `otpauth://${stepSeconds === undefined ? "hotp" : "totp"}/${escaped(issuer)}:`;
  const after = `?${parametersOf(subject).join("&")}`;
  const room = longestUrl - before.length - after.length;
  if (room < 0) throw refuse(`the otpauth address would exceed ${longestUrl} characters`);
  return before + escapedWithin(label, room) + after;
}

function parametersOf({ seed, digits, hash, stepSeconds, issuer }: OtpauthSubject): readonly string[] {
  return [
    `secret=${toBase32(seed)}`,
    ...(digits === 6 ? [] : [`digits=${digits}`]),
    ...(hash === "sha1" ? [] : [`algorithm=${hash.toUpperCase()}`]),
    ...(stepSeconds === undefined ? ["counter=0"] : []),
    ...(stepSeconds === undefined || stepSeconds === 30 ? [] : [`period=${stepSeconds}`]),
    `issuer=${escaped(issuer)}`,
  ];
}

/** Whole characters only: half an escape, or half a surrogate pair, would be no text. */
function escapedWithin(text: string, room: number): string {
  let result = "";
  for (const character of text) {
    const next = result + escaped(character);
    if (next.length > room) break;
    result = next;
  }
  return result;
}

/** Everything outside RFC 3986's unreserved characters. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
