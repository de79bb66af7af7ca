// U2F security keys, the forerunners of passkeys: registered in two steps, then asked to sign a challenge. Contract 03 "u2f".

import type { Token } from "../../core/token.ts";
import {
  type ChallengeContext,
  type ChallengeReply,
  type OpenedChallenge,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { promptOf, validityOf } from "../challenge.ts";
import { infoNumber, infoText } from "../info.ts";
import { copied, freshChallenge, readJson, splitJson } from "../signed.ts";
import { facetsOf, isAmong } from "./facets.ts";
import { readSignature, u2fVersion } from "./messages.ts";
import { readEnrollment } from "./registration.ts";

export const u2f: TokenType = {
  type: "u2f",
  spelling: "u2f",
  prefix: "U2F",
  title: "U2F security key",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: true,
  readEnrollment,
  verify: () => wrong,
  split: splitJson,
  challenge: {
    trigger: "pin",
    open,
    blockingMs: () => 0,
    repeat: (_token, { message }) => ({ message, detail: {} }),
    answer,
    validitySeconds: validityOf("u2f"),
  },
  offline: ({ info }) => ({
    public_key: info["publicKey"] ?? null,
    key_handle: info["keyHandle"] ?? null,
    counter: info["counter"] ?? null,
    app_id: info["appId"] ?? null,
  }),
};

function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const challenge = freshChallenge(token, context);
  const appId = infoText(token, "appId") ?? "";
  const keyHandle = infoText(token, "keyHandle") ?? "";
  return {
    message: promptOf("u2f", context.settings, "U2F challenge"),
    data: { challenge, facets: facetsOf(appId, context) },
    spend: {},
    detail: { signrequest: { challenge, version: u2fVersion, keyHandle, appId } },
  };
}

function answer(token: Token, { challenge, otp }: ChallengeReply): Verdict {
  const counter = signedCounter(token, challenge.data, otp);
  if (counter === undefined) return wrong;
  const last = infoNumber(token, "counter") ?? 0;
  if (!hasGrown(counter, last)) return copied(token);
  return { match: true, spend: { counter: counter + 1, info: { ...token.info, counter } } };
}

/** Counters have 32 bits and begin anew after the last one: that close to the end a small one counts as larger. */
const lastCounter = 2 ** 32 - 1;
const overflowWindow = 1000;

/** A counter that has not grown is that of a copied key; the token is then deactivated (contract 03, u2f). */
function hasGrown(counter: number, last: number): boolean {
  return counter > last || (last > lastCounter - overflowWindow && counter < overflowWindow);
}

/** Undefined unless this very key has signed this very challenge. */
function signedCounter(
  token: Token,
  data: ChallengeReply["challenge"]["data"],
  otp: string,
): number | undefined {
  const { signatureData, clientData, keyHandle } = readJson(otp) ?? {};
  const { challenge, facets } = data;
  const publicKey = infoText(token, "publicKey");
  const appId = infoText(token, "appId");
  if (typeof signatureData !== "string" || typeof clientData !== "string") return undefined;
  if (typeof challenge !== "string" || publicKey === undefined || appId === undefined) return undefined;
  if (keyHandle !== infoText(token, "keyHandle")) return undefined;
  const known = Array.isArray(facets) ? facets : [];
  const isFacet = (origin: string) => isAmong(known, origin);
  return readSignature({ signatureData, clientData }, publicKey, { appId, challenge, isFacet });
}
