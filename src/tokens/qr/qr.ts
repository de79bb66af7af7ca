// QR tokens: the app scans a question, shows it, and makes a TAN or a signature of it. Contract 03 "qr".

import { type Challenge, isOpen } from "../../core/challenge.ts";
import type { PairingResponse } from "../../core/pairing/pairing-response.ts";
import { answersQr, contents, qrChallengeUrl, qrSignature } from "../../core/pairing/qr-challenge.ts";
import { refuse } from "../../core/problem.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import {
  type ChallengeContext,
  type ChallengeReply,
  type Given,
  type OpenedChallenge,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { validityOf } from "../challenge.ts";
import { infoText, without } from "../info.ts";
import {
  contentOf,
  inState,
  isPairing,
  newScalar,
  partitionOf,
  phoneOf,
  protocolOf,
  scalarOf,
  serverKeyFor,
  stateOf,
} from "../paired.ts";
import { checkChallengePolicies, readEnrollment } from "./enrollment.ts";

const keyName = "user_public_key";

export const qr: TokenType = {
  type: "qr",
  spelling: "qr",
  prefix: "LSQR",
  title: "QR code scanned by an app",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: true,
  readEnrollment,
  // A TAN belongs to the question it was computed from and means nothing without it.
  verify: () => wrong,
  challenge: {
    trigger: "pin-and-data",
    answeredBy: "app",
    open,
    blockingMs: () => 0,
    repeat: (_token, { message }: Challenge) => ({ message, detail: {} }),
    answer,
    attempts: (settings) => settingNumber(settings, "QRMaxChallenges", 3),
    validitySeconds: validityOf("qr"),
  },
  split: (pass, _token, answering) => (answering ? { fixed: "", otp: pass } : { fixed: pass, otp: "" }),
  countsAsActive: isPairing,
  enrollmentStatus: (token) =>
    stateOf(token) === "pairing_complete"
      ? { status: "completed" }
      : { status: "not completed", detail: stateOf(token) },
  pair,
  unpair: (token) => ({
    active: false,
    info: { ...without(token.info, keyName, "user_token_id"), state: "pairing_url_sent" },
  }),
  offline(token) {
    const key = infoText(token, keyName);
    const phone = phoneOf(token, keyName);
    return key === undefined || phone === undefined
      ? undefined
      : { public_key: key, user_token_id: phone.userTokenId };
  },
};

/** The first phone that knows the address is the one; a second one, or the same response again, comes too late. */
function pair(token: Token, response: PairingResponse): TokenUpdate {
  if (stateOf(token) !== "pairing_url_sent") throw refuse(`token ${token.serial} is paired already`);
  if (response.partition !== partitionOf(token))
    throw refuse("the pairing response is for another partition");
  const { userTokenId, userKey } = response;
  return {
    info: {
      ...inState(token, "pairing_response_received"),
      user_token_id: userTokenId,
      [keyName]: Buffer.from(userKey).toString("base64"),
    },
  };
}

function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const phone = phoneOf(token, keyName);
  const pairing = isPairing(token);
  if (phone === undefined || !(pairing || stateOf(token) === "pairing_complete")) {
    throw refuse(`token ${token.serial} is not paired`);
  }
  if (pairing && context.text !== token.serial) throw refuse("data must be the serial of the token");
  checkChallengePolicies(context);
  const { qrtoken_challenge_callback_url: url, qrtoken_challenge_callback_sms: sms } =
    context.ruling.authentication;
  const { scalar, salt } = newScalar(context);
  const asked = contentOf(token, context);
  const address = qrChallengeUrl({
    ...asked,
    ...{ scalar, userTokenId: phone.userTokenId, userKey: phone.key },
    protocol: protocolOf(context.settings),
    transactionId: context.transactionId,
    callbackUrl: url || undefined,
    callbackSms: sms || undefined,
    serverSeed:
      asked.content === contents.pairing ? serverKeyFor(context, partitionOf(token)).secret : undefined,
  });
  if (address === undefined) throw refuse(`the key of token ${token.serial} cannot be used`);
  return {
    message: address,
    data: { salt, content_type: asked.content },
    spend: pairing ? { info: inState(token, "pairing_challenge_sent") } : {},
    detail: {},
  };
}

function answer(token: Token, { challenge, otp, signature }: ChallengeReply, given: Given): Verdict {
  const phone = phoneOf(token, keyName);
  const scalar = scalarOf(challenge, given);
  if (phone === undefined || scalar === undefined || signature !== undefined) return wrong;
  if (!isOpen(challenge, given.now)) return wrong;
  const expected = qrSignature(challenge.message, { scalar, userKey: phone.key });
  if (expected === undefined || !answersQr(expected, otp, token.otpLength)) return wrong;
  return { match: true, spend: completed(token, challenge) };
}

/** The answer to the pairing question makes the token ready for use. */
function completed(token: Token, challenge: Challenge): TokenUpdate {
  const isFinal =
    stateOf(token) === "pairing_challenge_sent" && challenge.data["content_type"] === contents.pairing;
  return isFinal ? { active: true, info: inState(token, "pairing_complete") } : {};
}
