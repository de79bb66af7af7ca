// The kinds of token that a person can add here, and which of them the policies allow.

import type { TokenLimits } from "../../api/read-context.ts";
import type { Token } from "../../api/read-token.ts";

export type Kind = "totp" | "fido2" | "hmac" | "motp" | "push" | "qr" | "yubico" | "sms" | "email" | "pw";

/** Any of these policy actions allows the kind; of those in a list all are needed. The usual choice comes first. */
const rights: Readonly<Record<Kind, readonly (string | readonly string[])[]>> = {
  totp: ["enrollTOTP", "webprovisionGOOGLEtime"],
  fido2: ["enrollFIDO2"],
  hmac: ["enrollHMAC", "webprovisionGOOGLE"],
  motp: ["enrollMOTP"],
  push: [["enrollPUSH", "activate_PushToken"]],
  qr: [["enrollQR", "activate_QRToken"]],
  yubico: ["enrollYUBICO"],
  sms: ["enrollSMS"],
  email: ["enrollEMAIL"],
  pw: ["enrollPW"],
};

const kinds = Object.keys(rights) as readonly Kind[];

export function allowedKinds(actions: readonly string[]): readonly Kind[] {
  const isGranted = (right: string | readonly string[]) =>
    [right].flat().every((action) => actions.includes(action));
  return kinds.filter((kind) => rights[kind].some(isGranted));
}

/** Whether there is any way to come by a token here. */
export function mayAdd(actions: readonly string[]): boolean {
  return allowedKinds(actions).length > 0 || actions.includes("assign");
}

/** The kind of a token that was begun elsewhere and can be completed here. */
export function completableKind(type: string): "fido2" | "push" | "qr" | undefined {
  return type === "fido2" || type === "push" || type === "qr" ? type : undefined;
}

/** Kinds that live in an app, to which the seed must be brought. */
export function isAppKind(kind: Kind): kind is "totp" | "hmac" {
  return kind === "totp" || kind === "hmac";
}

/** Kinds that are an app which answers by itself. */
export function isPairedKind(kind: Kind): boolean {
  return kind === "qr" || kind === "push";
}

/** Kinds whose codes are sent to their owner. */
export function isSentKind(kind: Kind): boolean {
  return kind === "sms" || kind === "email";
}

export type LimitReached = "all" | "kind" | undefined;

/** Whether one more of this kind would be one too many. The server decides in the end. */
export function limitReached(kind: Kind, tokens: readonly Token[], limits: TokenLimits): LimitReached {
  if (limits.all !== undefined && tokens.length >= limits.all) return "all";
  const ofKind = limits.byType[kind];
  if (ofKind === undefined) return undefined;
  return tokens.filter((token) => token.type === kind).length >= ofKind ? "kind" : undefined;
}
