// Passkeys and security keys: whether what a browser sent is right. The only importer of the WebAuthn library, whose
// answers are promises; rules therefore ask here beforehand (core/outside.ts).

import {
  SettingsService,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject, decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import type { OutsideAnswer, OutsideQuestion } from "../core/outside.ts";
import type { Json } from "../core/token.ts";
import { endsAtAnchor } from "./chain.ts";
import { isOurOrigin } from "./origin.ts";
import {
  type AssertionResponse,
  type AttestationResponse,
  algorithms,
  readAssertion,
  readAttestation,
} from "./response.ts";

type Of<Kind extends OutsideQuestion["kind"]> = Extract<OutsideQuestion, { readonly kind: Kind }>;
export type WebauthnQuestion = Of<"webauthn-assertion"> | Of<"webauthn-attestation">;

/**
 * Level 3, sections 7.1 and 7.2. Accepted, `detail` of an assertion: `counter`, `userVerified`, `backedUp`; of an
 * attestation also `id`, `publicKey` (COSE, base64url), `aaguid`, `format`, `transports`, and `trusted`: whether a
 * manufacturer whom the operator trusts vouches for all of it. Never throws: what cannot be read is refused.
 *
 * The counter is reported and not judged, for only the lock knows the last one.
 */
export function createWebauthn({
  now,
}: {
  readonly now: () => number;
}): (question: WebauthnQuestion) => Promise<OutsideAnswer> {
  return async (question) => {
    try {
      const detail =
        question.kind === "webauthn-assertion"
          ? await assertion(question)
          : await attestation(question, now());
      return { verdict: "accepted", detail };
    } catch (error) {
      return refused(error);
    }
  };
}

/** The library and its parsers throw at whatever they cannot read, and so do the checks here. */
function refused(error: unknown): OutsideAnswer {
  const why = error instanceof Error ? error.message : "unreadable";
  return { verdict: "refused", why: why.replaceAll(/\s+/g, " ").slice(0, 200) };
}

type Detail = { readonly [key: string]: Json };

async function assertion(question: Of<"webauthn-assertion">): Promise<Detail> {
  const { challenge, rpId, credential } = question;
  const response: AssertionResponse = readAssertion(question.response);
  if (response.id !== credential.id) throw new Error("Another credential was used");
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: ownOrigin(response.response.clientDataJSON, rpId),
    expectedRPID: rpId,
    requireUserVerification: question.userVerification,
    // The library would look at the counter before it has looked at the signature.
    credential: { id: credential.id, publicKey: bytesOf(credential.publicKey), counter: 0 },
  });
  if (!verified) throw new Error("The signature is wrong");
  const { newCounter, userVerified, credentialBackedUp } = authenticationInfo;
  return { counter: newCounter, userVerified, backedUp: credentialBackedUp };
}

async function attestation(question: Of<"webauthn-attestation">, now: number): Promise<Detail> {
  const { challenge, rpId } = question;
  const response: AttestationResponse = readAttestation(question.response);
  const statement = statementOf(response);
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: ownOrigin(response.response.clientDataJSON, rpId),
    expectedRPID: rpId,
    requireUserVerification: question.userVerification,
    supportedAlgorithmIDs: [...algorithms],
  });
  if (!verified || registrationInfo === undefined) throw new Error("The attestation is wrong");
  const { credential, fmt, aaguid, userVerified, credentialBackedUp } = registrationInfo;
  if (credential.id !== response.id) throw new Error("Another credential was attested");
  return {
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    counter: credential.counter,
    aaguid,
    format: fmt,
    transports: credential.transports ?? [],
    userVerified,
    backedUp: credentialBackedUp,
    trusted: isTrusted(statement, question.anchors, now),
  };
}

interface Statement {
  readonly format: string;
  /** DER, the leaf first; empty: signed by nobody else. */
  readonly chain: readonly Uint8Array[];
}

function statementOf(response: AttestationResponse): Statement {
  const object = decodeAttestationObject(bytesOf(response.response.attestationObject));
  const chain: unknown = object.get("attStmt").get("x5c");
  const statement = { format: object.get("fmt"), chain: Array.isArray(chain) ? chain : [] };
  if (!readable.includes(statement.format)) throw new Error("Unsupported attestation format");
  if (!statement.chain.every((each) => each instanceof Uint8Array)) throw new Error("Malformed certificates");
  // The library would build a chain to whatever root came along, and fetch the revocation lists that it names.
  if (statement.format === "android-key" && !endsAtKnownRoot(statement)) {
    throw new Error("The attestation ends at no root of Android");
  }
  return statement;
}

/** SafetyNet has ended, and compound attestations are not understood. */
const readable = ["none", "packed", "fido-u2f", "tpm", "android-key", "apple"];

function endsAtKnownRoot({ format, chain }: Statement): boolean {
  const last = Buffer.from(chain.at(-1) ?? []).toString("base64");
  return last !== "" && rootsOf(format).some((pem) => pem.replaceAll(/-----[^-]+-----|\s/g, "") === last);
}

function rootsOf(format: string): readonly string[] {
  return SettingsService.getRootCertificates({ identifier: format as "android-key" });
}

/** The library has checked the signature of the leaf; who made the leaf is checked here. */
function isTrusted({ format, chain }: Statement, anchors: readonly string[], now: number): boolean {
  const roots = format === "android-key" || format === "apple" ? rootsOf(format) : [];
  return chain.length > 0 && endsAtAnchor(chain, [...anchors, ...roots], now);
}

/** The origin that the browser saw, when it is one of ours. Never from within a page of somebody else. */
function ownOrigin(clientDataJSON: string, rpId: string): string {
  const { origin, crossOrigin } = decodeClientDataJSON(clientDataJSON);
  if (crossOrigin === true) throw new Error("Used from within a foreign page");
  if (typeof origin !== "string" || !isOurOrigin(origin, rpId)) throw new Error("Unexpected origin");
  return origin;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "base64url"));
}
