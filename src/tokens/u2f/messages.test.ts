import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { U2fKey } from "../../../test/support/u2f-key.ts";
import { readRegistration, readSignature } from "./messages.ts";

const origin = "https://login.example.com";
const challenge = "Y2hhbGxlbmdl";
const expected = { appId: origin, challenge, isFacet: (from: string) => from === origin };
const request = { challenge, appId: origin };

function registered(key: U2fKey): string {
  return readRegistration(key.register(request), expected)?.publicKey ?? assert.fail();
}

test("a key registers, and its signatures tell how often it has signed", () => {
  const key = new U2fKey(origin);
  const found = readRegistration(key.register(request), expected);
  assert.equal(found?.keyHandle, key.keyHandle);
  assert.equal(readSignature(key.sign(request), found?.publicKey ?? "", expected), 1);
  assert.equal(readSignature(key.sign(request), found?.publicKey ?? "", expected), 2);
  assert.equal(
    readSignature(key.sign(request, { counter: 2 ** 32 - 1 }), found?.publicKey ?? "", expected),
    2 ** 32 - 1,
  );
});

test("the example of the specification is read", () => {
  // FIDO U2F Raw Message Formats, section 8.2.
  const authentication = Buffer.from(
    '{"typ":"navigator.id.getAssertion","challenge":"opsXqUifDriAAmWclinfbS0e-USY0CgyJHe_Otd7z8o","cid_pubkey":{"kty":"EC","crv":"P-256","x":"HzQwlfXX7Q4S5MtCCnZUNBw3RMzPO9tOyWjBqRl4tJ8","y":"XVguGFLIZx1fXg3wNqfdbn75hi4-_7-BxhMljw42Ht4"},"origin":"http://example.com"}',
  );
  const point =
    "04d368f1b665bade3c33a20f1e429c7750d5033660c019119d29aa4ba7abc04aa7c80a46bbe11ca8cb5674d74f31f8a903f6bad105fb6ab74aefef4db8b0025e1d";
  const signature =
    "010000000130440220" +
    "4b5f0cd17534cedd8c34ee09570ef542a353df4436030ce43d406de870b847780220267bb998fac9b7266eb60e7cb0b5eabdfd5ba9614f53c7b22272ec10047a923f";
  const counter = readSignature(
    {
      signatureData: Buffer.from(signature, "hex").toString("base64url"),
      clientData: authentication.toString("base64url"),
    },
    Buffer.from(point, "hex").toString("base64url"),
    {
      appId: "https://gstatic.com/securitykey/a/example.com",
      challenge: "opsXqUifDriAAmWclinfbS0e-USY0CgyJHe_Otd7z8o",
      isFacet: (from) => from === "http://example.com",
    },
  );
  assert.equal(counter, 1);
});

test("a registration of something else, elsewhere, or by somebody else is none", () => {
  const key = new U2fKey(origin);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const wrong = {
    challenge: key.register(request, { challenge: "AAAA" }),
    origin: key.register(request, { origin: "https://login.example.com.evil.net" }),
    application: key.register(request, { appId: "https://other.example.com" }),
    type: key.register(request, { typ: "navigator.id.getAssertion" }),
    attestation: key.register(request, { key: privateKey }),
    "no handle": key.register(request, { keyHandle: "" }),
  };
  for (const [what, message] of Object.entries(wrong))
    assert.equal(readRegistration(message, expected), undefined, what);
});

test("a signature of something else, elsewhere, or by another key is none", () => {
  const key = new U2fKey(origin);
  const publicKey = registered(key);
  const wrong = {
    challenge: key.sign(request, { challenge: "AAAA" }),
    origin: key.sign(request, { origin: "http://login.example.com" }),
    application: key.sign(request, { appId: "https://other.example.com" }),
    type: key.sign(request, { typ: "navigator.id.finishEnrollment" }),
    key: new U2fKey(origin).sign(request),
    "nobody there": key.sign(request, { present: false }),
  };
  for (const [what, message] of Object.entries(wrong)) {
    assert.equal(readSignature(message, publicKey, expected), undefined, what);
  }
});

test("no bit of a registration or of a signature can be changed", () => {
  const key = new U2fKey(origin);
  const registration = key.register(request);
  const publicKey = registered(key);
  const answer = key.sign(request);
  const turned = (text: string, bit: number) => {
    const bytes = Buffer.from(text, "base64url");
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return bytes.toString("base64url");
  };
  const bits = (text: string) =>
    Array.from({ length: Buffer.from(text, "base64url").length * 8 }, (_, bit) => bit);
  for (const bit of bits(answer.signatureData).slice(0, 40)) {
    // The bits beside "present" in the first byte are signed as well.
    const signatureData = turned(answer.signatureData, bit);
    assert.equal(readSignature({ ...answer, signatureData }, publicKey, expected), undefined, `bit ${bit}`);
  }
  for (const bit of bits(registration.registrationData).slice(8, 8 + 130 * 8)) {
    const registrationData = turned(registration.registrationData, bit);
    assert.equal(readRegistration({ ...registration, registrationData }, expected), undefined, `bit ${bit}`);
  }
});

test("rubbish is nothing, of any length", () => {
  const publicKey = registered(new U2fKey(origin));
  const { clientData } = new U2fKey(origin).sign(request);
  const registering = new U2fKey(origin).register(request).clientData;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
      const data = Buffer.from(bytes).toString("base64url");
      assert.equal(readSignature({ signatureData: data, clientData }, publicKey, expected), undefined);
      assert.equal(
        readRegistration({ registrationData: data, clientData: registering }, expected),
        undefined,
      );
      assert.equal(readSignature({ signatureData: data, clientData: text }, text, expected), undefined);
    }),
  );
  const head = Buffer.concat([Buffer.of(5), Buffer.alloc(65, 4), Buffer.of(255)]).toString("base64url");
  assert.equal(readRegistration({ registrationData: head, clientData: registering }, expected), undefined);
});
