// What every client here is given, and how it repeats what a peer said.

import type { OutsideQuestion } from "../core/outside.ts";
import type { Egress } from "../egress/hub.ts";

export type Asked<Kind extends OutsideQuestion["kind"]> = Extract<OutsideQuestion, { readonly kind: Kind }>;

export interface OutsideDeps {
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Asked before anything is sent. Absent in the product. */
  readonly egress?: Egress;
  /** Of one question; 5 seconds when absent. Yubico's questions bring their own. */
  readonly timeoutMs?: number;
  /** Whether a RADIUS answer without a Message-Authenticator is passed over (CVE-2024-3596); it is when absent. */
  readonly requireMessageAuthenticator?: boolean;
}

const longestShown = 500;

/** A peer's text as a person may see it: one line, nothing that steers a terminal, not endless. */
export function shownText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, longestShown)
    .toWellFormed();
}
