// Push tokens: a question is sent to the app, and the app signs a yes or a no. Contract 03 "push".

import { type Challenge, isOpen } from "../../core/challenge.ts";
import type { Fields } from "../../core/fields.ts";
import type { PairingResponse } from "../../core/pairing/pairing-response.ts";
import { pairingUrl } from "../../core/pairing/pairing-url.ts";
import { answersPush, pushChallengeUrl } from "../../core/pairing/push-challenge.ts";
import { contents } from "../../core/pairing/qr-challenge.ts";
import { refuse } from "../../core/problem.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import {
  type ChallengeContext,
  type ChallengeReply,
  type Enrollment,
  type EnrollmentContext,
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
  policyValue,
  protocolOf,
  refuseOthers,
  scalarOf,
  secretBytes,
  serverKeyFor,
  stateOf,
} from "../paired.ts";
import { named } from "../sending.ts";

const keyName = "user_dsa_public_key";

const known = [
  ...["type", "serial", "user.login", "description", "user.realm", "session", "key_size"],
  ...["resConf", "user", "realm", "pin"],
];

export const push: TokenType = {
  type: "push",
  spelling: "push",
  prefix: "KIPT",
  title: "Confirmation in an app",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: true,
  readEnrollment,
  // There is nothing to type.
  verify: () => wrong,
  challenge: {
    trigger: "pin-and-data",
    answeredBy: "app",
    open,
    blockingMs: () => 0,
    repeat: () => ({ message: "", detail: {} }),
    answer,
    attempts: (settings) => settingNumber(settings, "PushMaxChallenges", 3),
    validitySeconds: validityOf("push"),
  },
  split: (pass, _token, answering) => (answering ? { fixed: "", otp: pass } : { fixed: pass, otp: "" }),
  countsAsActive: isPairing,
  enrollmentStatus: (token) =>
    stateOf(token) === "active"
      ? { status: "completed" }
      : { status: "not completed", detail: stateOf(token) },
  pair,
  unpair: (token) => ({
    active: false,
    info: { ...without(token.info, keyName, "user_token_id", "user_login", "gda"), state: "unpaired" },
  }),
};

function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  refuseOthers(fields, [...known, "qr"], "push");
  const { settings, serial, ruling, random } = context;
  const { partition } = ruling.enrollment;
  const name = "pushtoken_pairing_callback_url";
  const callbackUrl = policyValue(name, ruling.authentication[name]);
  const address = pairingUrl({
    ...{ protocol: protocolOf(settings), kind: "push", partition, serial, callbackUrl },
    ...{ certified: false, callbackSms: undefined, digits: undefined, hash: undefined },
    seed: serverKeyFor(context, partition).secret,
  });
  return {
    secret: { kind: "seed", bytes: random.subarray(0, secretBytes) },
    set: { active: false, info: { state: "unpaired", partition } },
    shown: {
      detail: { pairing_url: address },
      codes: { lse_qr_url: { value: address, description: "Pairing URL", order: 0 } },
    },
  };
}

/**
 * A new phone is taken only when none is known. One that is in use may move to another address with the same key;
 * while the pairing goes on, whoever differs from the first one is an impostor (or the first one was).
 */
function pair(token: Token, response: PairingResponse): TokenUpdate {
  if (response.partition !== partitionOf(token))
    throw refuse("the pairing response is for another partition");
  const { gda = "", userTokenId, login } = response;
  const key = Buffer.from(response.userKey).toString("base64");
  const sameKey = infoText(token, keyName) === key;
  if (stateOf(token) === "active") {
    if (!sameKey) throw refuse("the key of the paired phone is another one");
    return { info: { ...token.info, gda } };
  }
  if (isPairing(token) && !(sameKey && (infoText(token, "gda") ?? "") === gda)) {
    throw refuse("spoofing detection - aborted!");
  }
  return {
    info: {
      ...inState(token, "pairing_response_received"),
      ...{ user_token_id: userTokenId, [keyName]: key, user_login: login, gda },
    },
  };
}

function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const phone = phoneOf(token, keyName);
  const pairing = isPairing(token);
  if (phone === undefined || !(pairing || stateOf(token) === "active")) {
    throw refuse(`token ${token.serial} is not paired`);
  }
  const { authentication } = context.ruling;
  const name = "pushtoken_challenge_callback_url";
  const callbackUrl = policyValue(name, authentication[name]);
  const { scalar, salt } = newScalar(context);
  const asked = contentOf(token, context);
  const address = pushChallengeUrl({
    ...{ ...asked, callbackUrl, scalar, userTokenId: phone.userTokenId, userKey: phone.key },
    protocol: protocolOf(context.settings),
    transactionId: context.transactionId,
    at: Math.floor(context.now / 1000),
    serverSeed: serverKeyFor(context, partitionOf(token)).secret,
  });
  if (address === undefined) throw refuse(`the key of token ${token.serial} cannot be used`);
  return {
    message: "",
    data: { salt, content_type: asked.content, url: address },
    spend: pairing ? { info: inState(token, "pairing_challenge_sent") } : {},
    send: {
      channel: "push",
      challengeUrl: address,
      gda: infoText(token, "gda") ?? "",
      providers: named(authentication.push_provider),
    },
    detail: {},
  };
}

function answer(token: Token, { challenge, signature }: ChallengeReply, given: Given): Verdict {
  if (signature === undefined) {
    return { match: false, failed: "a push token is answered by the app's signature, not by an OTP" };
  }
  const phone = phoneOf(token, keyName);
  const scalar = scalarOf(challenge, given);
  const { url, spoiled } = challenge.data;
  if (!isOpen(challenge, given.now)) return wrong;
  if (phone === undefined || scalar === undefined || typeof url !== "string" || spoiled === true)
    return wrong;
  const verdict = signature.accept ? "accept" : "reject";
  const isGenuine = answersPush(url, { verdict, signature: signature.text }, { scalar, userKey: phone.key });
  if (!isGenuine) return { match: false, data: { spoiled: true } };
  if (!signature.accept) return { match: false, declined: true, data: { reject: true } };
  return { match: true, spend: completed(token, challenge), data: { accept: true } };
}

/** The yes to the pairing question makes the token ready for use. */
function completed(token: Token, challenge: Challenge): TokenUpdate {
  const isFinal =
    stateOf(token) === "pairing_challenge_sent" && challenge.data["content_type"] === contents.pairing;
  return isFinal ? { active: true, info: inState(token, "active") } : {};
}
