// For tests: the app of QR and push tokens, made of the phone that was written from the contract alone.

import {
  aPhone,
  pairingResponse,
  readPushChallenge,
  readQrChallenge,
} from "../../../test/support/devices/phone.ts";
import { openPairingResponse, readPairingResponse } from "../../core/pairing/pairing-response.ts";
import type { Token } from "../../core/token.ts";
import type { Enrollment, OpenedChallenge, TokenType } from "../../core/token-type.ts";
import { serverPair } from "../specimen.ts";

const phone = aPhone({ secret: Buffer.alloc(32, 0x0f) });

/** The token as it is when its phone has introduced itself and answered the first question. */
export function pairedToken(type: TokenType, token: Token, { shown }: Enrollment): Token {
  const url = String(shown.detail?.["pairing_url"]);
  const sealed = readPairingResponse(pairingResponse(phone, { url }));
  const response = sealed === undefined ? undefined : openPairingResponse(sealed, serverPair.secret);
  if (response === undefined) throw new Error("the phone was not understood");
  const set = type.pair?.(token, response);
  const state = type.type === "push" ? "active" : "pairing_complete";
  return { ...token, active: true, info: { ...set?.info, state } };
}

/** The TAN, or the signature under yes. */
export function phoneAnswer({ message, send }: OpenedChallenge): string {
  if (send?.channel !== "push") return readQrChallenge(phone, { url: message }).tan(8);
  const serverKey = Buffer.from(serverPair.publicKey);
  return readPushChallenge(phone, { url: send.challengeUrl, serverKey }).accept;
}
