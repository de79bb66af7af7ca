// Questions that only somebody else can answer: another authentication server, or a library that works asynchronously.
// A decision finds out which ones it needs (core/check/questions.ts), an operation asks them outside any lock.

import type { Json } from "./token.ts";

/** Plain data throughout: two questions that look the same are the same question. */
export type OutsideQuestion =
  /** RFC 2865 PAP. `server`: `host` or `host:port`; `state`: hex of the attribute that came with a challenge. */
  | {
      readonly kind: "radius";
      readonly server: string;
      readonly secret: string;
      readonly user: string;
      readonly password: string;
      readonly state?: string;
      readonly nasIdentifier: string;
    }
  /** A server that speaks LinOTP's API. `path` is put behind `url`; undefined: `url` is the whole address. */
  | {
      readonly kind: "linotp";
      readonly url: string;
      readonly path: "check" | "check_s" | undefined;
      readonly parameters: { readonly [name: string]: string };
      readonly verifyCertificate: boolean;
    }
  /** Yubico's validation protocol 2.0; `secret` as Yubico gives it (base64), `seconds` the limit of one exchange. */
  | {
      readonly kind: "yubico";
      readonly urls: readonly string[];
      readonly id: string;
      readonly secret: string;
      readonly otp: string;
      readonly seconds: number;
    }
  /**
   * WebAuthn level 3, section 7.2. `response`: the browser's JSON; `credential` as it was registered. Accepted, `detail`
   * has `counter`, which only the lock can judge, and `userVerified`.
   */
  | {
      readonly kind: "webauthn-assertion";
      readonly response: string;
      readonly challenge: string;
      readonly rpId: string;
      readonly userVerification: boolean;
      readonly credential: { readonly id: string; readonly publicKey: string };
    }
  /** WebAuthn level 3, section 7.1. `anchors`: certificates (PEM) at which a trustworthy attestation ends. */
  | {
      readonly kind: "webauthn-attestation";
      readonly response: string;
      readonly challenge: string;
      readonly rpId: string;
      readonly userVerification: boolean;
      readonly anchors: readonly string[];
    };

export type OutsideAnswer =
  | { readonly verdict: "accepted"; readonly detail?: { readonly [key: string]: Json } }
  | { readonly verdict: "refused"; readonly why?: string }
  /** It wants to know more. `state`: to be sent back with the answer. */
  | {
      readonly verdict: "challenged";
      readonly state?: string;
      readonly message?: string;
      readonly detail?: { readonly [key: string]: Json };
    }
  /** Nobody answered, or not what was asked. Never a refusal: an outage must not lock anybody's token. */
  | { readonly verdict: "unavailable"; readonly why: string };

/** Undefined: it has not been asked. Whoever goes by it must take that for a refusal. */
export type Outside = (question: OutsideQuestion) => OutsideAnswer | undefined;

export const nobodyOutside: Outside = () => undefined;

export function outsideKey(question: OutsideQuestion): string {
  return `outside ${JSON.stringify(question)}`;
}
