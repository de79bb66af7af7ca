// What a browser and an authenticator may send, right and wrong.

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { Authenticator, type AuthenticatorWanted, type Choices } from "../../test/support/authenticator.ts";
import { makeCertificate } from "../../test/support/certificate.ts";
import type { OutsideAnswer } from "../core/outside.ts";
import { createWebauthn, type WebauthnQuestion } from "./webauthn.ts";

const now = Date.UTC(2026, 10, 23);
const ask = createWebauthn({ now: () => now });
const origin = "https://login.example.com";
const rpId = "example.com";
const challenge = randomBytes(32).toString("base64url");
const options = { challenge, rp: { id: rpId }, user: { id: "dXNlcg" } };
const aaguid = Buffer.from("00112233445566778899aabbccddeeff", "hex");

type Attested = Extract<WebauthnQuestion, { kind: "webauthn-attestation" }>;
type Asserted = Extract<WebauthnQuestion, { kind: "webauthn-assertion" }>;

function device(wanted: Partial<AuthenticatorWanted> = {}): Authenticator {
  return new Authenticator({ origin, ...wanted });
}

async function attest(of: Authenticator, choices: Choices = {}, set: Partial<Attested> = {}) {
  const response = JSON.stringify(of.create(options, choices));
  const question = { challenge, rpId, userVerification: false, anchors: [] };
  return await ask({ kind: "webauthn-attestation", response, ...question, ...set });
}

function detailOf(answer: OutsideAnswer) {
  assert.equal(answer.verdict, "accepted", JSON.stringify(answer));
  return answer.verdict === "accepted" ? (answer.detail ?? {}) : {};
}

async function registered(of: Authenticator) {
  const { id, publicKey } = detailOf(await attest(of));
  return { id: String(id), publicKey: String(publicKey) };
}

async function assertIt(of: Authenticator, choices: Choices = {}, set: Partial<Asserted> = {}) {
  const credential = set.credential ?? (await registered(of));
  const response = JSON.stringify(of.get({ challenge, rpId }, choices));
  const question = { challenge, rpId, userVerification: false, credential };
  return await ask({ kind: "webauthn-assertion", response, ...question, ...set });
}

test("a new passkey without attestation is read, and nobody vouches for it", async () => {
  const passkey = device({ aaguid });
  const detail = detailOf(await attest(passkey));
  assert.equal(detail["id"], passkey.id);
  assert.equal(detail["format"], "none");
  assert.equal(detail["aaguid"], "00112233-4455-6677-8899-aabbccddeeff");
  assert.equal(detail["trusted"], false);
  assert.deepEqual(detail["transports"], ["internal"]);
});

test("each algorithm that is offered works, from the registration to the login", async () => {
  for (const algorithm of ["ES256", "EdDSA", "RS256"] as const) {
    const detail = detailOf(await assertIt(device({ algorithm })));
    assert.deepEqual(detail, { counter: 1, userVerified: true, backedUp: false });
  }
});

test("an attestation is worth what the certificate at its end is worth", async () => {
  const root = makeCertificate({ commonName: "Root", ca: true });
  const leaf = makeCertificate({ commonName: "Leaf", issuer: root, aaguid });
  const trusted = async (chain: AuthenticatorWanted["attestation"], anchors: readonly string[]) =>
    detailOf(await attest(device({ aaguid, ...(chain ? { attestation: chain } : {}) }), {}, { anchors }))[
      "trusted"
    ];
  assert.equal(await trusted([leaf], [root.pem]), true);
  assert.equal(await trusted([leaf, root], [root.pem]), true);
  assert.equal(await trusted([leaf], [leaf.pem]), true, "some manufacturers publish leaves");
  assert.equal(await trusted([leaf], []), false);
  assert.equal(await trusted("self", [root.pem]), false);
  assert.equal(await trusted(undefined, [root.pem]), false);
  const namesake = makeCertificate({ commonName: "Root", ca: true });
  assert.equal(await trusted([leaf], [namesake.pem]), false, "a root of the same name with another key");
  const bastard = makeCertificate({ commonName: "Bastard", issuer: leaf, aaguid });
  assert.equal(await trusted([bastard, leaf], [root.pem]), false, "a leaf that signs certificates");
  assert.equal(await trusted([leaf], ["rubbish"]), false);
  const old = makeCertificate({ commonName: "Old", ca: true, validUntil: new Date("2021-01-01") });
  const heir = makeCertificate({ commonName: "Heir", issuer: old, aaguid });
  assert.equal(await trusted([heir], [old.pem]), false, "a root that has expired");
});

test("an attestation that does not fit is no attestation", async () => {
  const leaf = makeCertificate({ commonName: "Leaf", aaguid: Buffer.alloc(16, 7) });
  const wrong: [string, OutsideAnswer][] = [
    ["certificate of another model", await attest(device({ aaguid, attestation: [leaf] }))],
    ["origin", await attest(device(), { origin: "https://badexample.com" })],
    ["foreign page", await attest(device(), { crossOrigin: true })],
    ["relying party", await attest(device(), { rpId: "other.example.com" })],
    ["challenge", await attest(device(), { challenge: "AAAA" })],
    ["type", await attest(device(), { type: "webauthn.get" })],
    ["nobody there", await attest(device(), { userPresent: false })],
    ["not verified", await attest(device(), { userVerified: false }, { userVerification: true })],
    ["other relying party asked", await attest(device(), {}, { rpId: "example.org" })],
  ];
  for (const [what, answer] of wrong) assert.equal(answer.verdict, "refused", what);
});

test("an assertion of anything but this credential for this challenge at this place is refused", async () => {
  const passkey = device();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const wrong: [string, OutsideAnswer][] = [
    ["key", await assertIt(passkey, { key: privateKey })],
    ["origin", await assertIt(passkey, { origin: "https://example.com.evil.net" })],
    ["origin without TLS", await assertIt(passkey, { origin: "http://login.example.com" })],
    ["foreign page", await assertIt(passkey, { crossOrigin: true })],
    ["relying party", await assertIt(passkey, { rpId: "example.org" })],
    ["challenge", await assertIt(passkey, { challenge: "AAAA" })],
    ["type", await assertIt(passkey, { type: "webauthn.create" })],
    ["nobody there", await assertIt(passkey, { userPresent: false })],
    ["not verified", await assertIt(passkey, { userVerified: false }, { userVerification: true })],
    ["id", await assertIt(passkey, { id: device().id })],
    ["other person's credential", await assertIt(passkey, {}, { credential: await registered(device()) })],
  ];
  for (const [what, answer] of wrong) assert.equal(answer.verdict, "refused", what);
  assert.equal((await assertIt(passkey, { userVerified: false })).verdict, "accepted");
});

test("a key is used with its own algorithm only", async () => {
  const curve = device();
  const modulus = device({ algorithm: "RS256" });
  const credential = await registered(curve);
  assert.equal((await assertIt(curve, { key: modulus.privateKey }, { credential })).verdict, "refused");
  // A public key read as an HMAC secret is the classic; no such algorithm is known here.
  const mac = Buffer.from(credential.publicKey, "base64url");
  mac[mac.indexOf(0x03) + 1] = 0x05;
  const confused = { id: credential.id, publicKey: mac.toString("base64url") };
  assert.equal((await assertIt(curve, {}, { credential: confused })).verdict, "refused");
});

test("a counter is reported, forged or not, and judged elsewhere", async () => {
  const passkey = device();
  assert.equal(detailOf(await assertIt(passkey, { counter: 0 }))["counter"], 0);
  assert.equal(detailOf(await assertIt(passkey, { counter: 4_294_967_295 }))["counter"], 4_294_967_295);
});

test("rubbish of any kind and size is refused, not thrown", async () => {
  const credential = await registered(device());
  const both = async (response: string) => {
    const shared = { response, challenge, rpId, userVerification: false };
    const answers = [
      await ask({ kind: "webauthn-attestation", ...shared, anchors: [] }),
      await ask({ kind: "webauthn-assertion", ...shared, credential }),
    ];
    for (const { verdict } of answers) assert.equal(verdict, "refused");
  };
  const deep = "81".repeat(20_000);
  const huge = "9bffffffffffffffff00";
  for (const hex of [deep, huge, "", "ff", "a0", "a363666d74646e6f6e65"]) {
    const attestationObject = Buffer.from(hex, "hex").toString("base64url");
    const good = device().create(options);
    await both(JSON.stringify({ ...good, response: { ...good.response, attestationObject } }));
  }
  await both("x".repeat(1_000_000));
  await both("[".repeat(60_000));
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.json()), both), { numRuns: 100 });
  const valid = device().get({ challenge, rpId });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("clientDataJSON", "authenticatorData", "signature"),
      fc.jsonValue(),
      (field, value) => both(JSON.stringify({ ...valid, response: { ...valid.response, [field]: value } })),
    ),
    { numRuns: 100 },
  );
});

test("no single bit of an assertion can be changed", async () => {
  const passkey = device();
  const credential = await registered(passkey);
  const answer = passkey.get({ challenge, rpId });
  const { authenticatorData } = answer.response;
  const bytes = Buffer.from(authenticatorData, "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = Buffer.from(bytes);
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const response = { ...answer.response, authenticatorData: turned.toString("base64url") };
    const question = { challenge, rpId, userVerification: false, credential };
    const text = JSON.stringify({ ...answer, response });
    const { verdict } = await ask({ kind: "webauthn-assertion", response: text, ...question });
    assert.equal(verdict, "refused", `bit ${bit}`);
  }
  assert.equal(createHash("sha256").update(rpId).digest().equals(bytes.subarray(0, 32)), true);
});
