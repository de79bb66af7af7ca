// Passkeys and security keys (WebAuthn): registered in two steps, then asked to sign a challenge. Contract 03 "fido2".

import type { Token } from "../../core/token.ts";
import {
  type ChallengeContext,
  type ChallengeReply,
  type Given,
  type OpenedChallenge,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { promptOf, validityOf } from "../challenge.ts";
import { infoNumber, infoText } from "../info.ts";
import { copied, freshChallenge, readJson, splitJson } from "../signed.ts";
import { type Credential, credentialOf, isOfModel, isUnpaired, modelsIn } from "./credential.ts";
import { requestOptions } from "./options.ts";
import { readEnrollment } from "./registration.ts";

export const fido2: TokenType = {
  type: "fido2",
  spelling: "fido2",
  prefix: "FIDO2",
  title: "Passkey or security key",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: true,
  asksOutside: true,
  readEnrollment,
  verify: () => wrong,
  split: splitJson,
  challenge: {
    trigger: "pin",
    open,
    blockingMs: () => 0,
    repeat: (_token, { message }) => ({ message, detail: {} }),
    answer,
    validitySeconds: validityOf("fido2"),
  },
  enrollmentStatus: (token) =>
    isUnpaired(token) ? { status: "not completed", detail: "unpaired" } : { status: "completed" },
  offline(token) {
    const credential = credentialOf(token);
    return credential && { public_key: credential.publicKey, credential_id: credential.id };
  },
};

/** What policies want of the answer is settled with the question. */
function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const { authentication, enrollment, authorization } = context.ruling;
  const challenge = freshChallenge(token, context);
  const rpId = infoText(token, "rp_id") ?? "";
  const userVerification =
    authentication.fido2_user_verification_requirement ?? enrollment.fido2_user_verification_requirement;
  const credential = credentialOf(token);
  const models = modelsIn(authorization.fido2_allowed_authenticators);
  return {
    message: promptOf("fido2", context.settings, "FIDO2 authentication challenge"),
    data: { challenge, userVerification, ...(models === undefined ? {} : { models }) },
    spend: {},
    detail: { signrequest: requestOptions({ challenge, rpId, userVerification, credential }, context) },
  };
}

function answer(token: Token, { challenge, otp }: ChallengeReply, given: Given): Verdict {
  const credential = credentialOf(token);
  if (credential === undefined || !isMeant(otp, credential)) return wrong;
  const { challenge: expected, userVerification, models } = challenge.data;
  if (typeof expected !== "string") return wrong;
  if (Array.isArray(models) && !isOfModel(models.map(String), credential)) {
    return { match: false, failed: "policy fido2_allowed_authenticators does not allow this model" };
  }
  const verdict = given.outside({
    kind: "webauthn-assertion",
    response: otp,
    challenge: expected,
    rpId: infoText(token, "rp_id") ?? "",
    userVerification: userVerification === "required",
    credential: { id: credential.id, publicKey: credential.publicKey },
  });
  const counter = verdict?.verdict === "accepted" ? verdict.detail?.["counter"] : undefined;
  return typeof counter === "number" ? counted(token, counter) : wrong;
}

/** Another passkey's answer is not worth asking about, and neither is one that knows another person. */
function isMeant(otp: string, { id, userHandle }: Credential): boolean {
  const { id: used, response } = readJson(otp) ?? {};
  if (used !== id || typeof response !== "object" || response === null) return false;
  const handle = "userHandle" in response ? response.userHandle : undefined;
  return handle === undefined || handle === null || handle === "" || handle === userHandle;
}

/**
 * A counter that does not grow is that of a copied key: the token is deactivated (WebAuthn level 3, section 6.1.1). Passkeys
 * that live on several devices do not count at all; theirs is 0 for ever.
 */
function counted(token: Token, counter: number): Verdict {
  const last = infoNumber(token, "counter") ?? 0;
  if (counter <= last && (counter > 0 || last > 0)) return copied(token);
  return { match: true, spend: { counter: counter + 1, info: { ...token.info, counter } } };
}
