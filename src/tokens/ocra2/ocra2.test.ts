// The parts of OCRA2 tokens that are seen best by themselves. The whole conversation is in test/contract/questions.test.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fieldsOf } from "../../core/fields.ts";
import { readOcraSuite } from "../../core/otp/ocra/suite.ts";
import { Refusal } from "../../core/problem.ts";
import { aChallenge, asking, aToken, enrolling, given, seed, seedHex, settings } from "../specimen.ts";
import { checkDigits, openShared, readActivationCode, sealShared } from "./activation.ts";
import { appAddress } from "./app-address.ts";
import { ocra2 } from "./ocra2.ts";
import { questionFrom } from "./question.ts";

const random = Uint8Array.from({ length: 64 }, (_, index) => 37 * index);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 64, size: "max" });
const anyBytes = fc.uint8Array({ minLength: 64, maxLength: 64 });

function enroll(fields: Record<string, unknown>, set: object = {}) {
  return ocra2.readEnrollment(fieldsOf({ otpkey: seedHex, ...fields }), enrolling(set));
}

test("the suite is the parameter, what the token has, the setting, or our own, in this order", () => {
  const suites = {
    sent: "OCRA-1:HOTP-SHA1-6:QN08",
    kept: "OCRA-1:HOTP-SHA1-7:QN08",
    set: "OCRA-1:HOTP-SHA1-8:QN08",
  };
  const existing = aToken({ type: "ocra2", info: { ocrasuite: suites.kept } });
  const config = settings({ OcraDefaultSuite: suites.set, QrOcraDefaultSuite: suites.kept });
  const suiteOf = (fields: object, set: object) => enroll({ ...fields }, set).set.info?.["ocrasuite"];
  assert.equal(suiteOf({ ocrasuite: suites.sent }, { existing, settings: config }), suites.sent);
  assert.equal(suiteOf({}, { existing, settings: config }), suites.kept);
  assert.equal(suiteOf({}, { settings: config }), suites.set);
  assert.equal(suiteOf({ sharedsecret: "1" }, { settings: config }), suites.kept);
  assert.equal(suiteOf({}, {}), "OCRA-1:HOTP-SHA256-8:C-QN08");
  assert.equal(suiteOf({ sharedsecret: "1" }, {}), "OCRA-1:HOTP-SHA256-6:C-QA64");
});

test("a suite in the settings that is none is refused at enrollment, and answers nothing later", () => {
  assert.throws(() => enroll({}, { settings: settings({ OcraDefaultSuite: "broken" }) }), Refusal);
  for (const ocrasuite of ["broken", "", "OCRA-1:HOTP-SHA1-0:QN08", 7, null]) {
    const token = aToken({ type: "ocra2", info: { ocrasuite } });
    assert.throws(() => ocra2.challenge?.open(token, asking({ text: "x" })), Refusal);
    const challenge = aChallenge({ message: "", data: { challenge: "12345678" }, spend: {}, detail: {} });
    const verdict = ocra2.challenge?.answer(token, { challenge, otp: "123456" }, given());
    assert.equal(verdict?.match, false);
  }
});

test("whatever text is sent becomes a question that the suite can compute with", () => {
  const suite = fc
    .tuple(fc.constantFrom("A", "N", "H"), fc.integer({ min: 4, max: 64 }))
    .map(([alphabet, length]) => `OCRA-1:HOTP-SHA512-6:Q${alphabet}${String(length).padStart(2, "0")}`);
  const kind = fc.constantFrom("raw" as const, "random" as const, "hash" as const);
  const alphabets = { A: /^[0-9a-z]+$/i, N: /^[0-9]+$/, H: /^[0-9a-f]+$/i };
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      suite,
      fc.record({ kind, random: anyBytes }),
      (text, written, how) => {
        const read = readOcraSuite(written);
        assert.ok(read);
        const question = questionFrom(text, read, how);
        assert.equal(question.length, read.question.length);
        assert.match(question, alphabets[read.question.alphabet]);
      },
    ),
  );
});

test("a raw question is the text, four zeros, and chance", () => {
  const suite = readOcraSuite("OCRA-1:HOTP-SHA256-8:C-QN08");
  assert.ok(suite);
  const ask = (text: string, other = random) => questionFrom(text, suite, { kind: "raw", random: other });
  assert.match(ask("99"), /^990000\d\d$/);
  assert.notEqual(ask("99"), ask("99", random.toReversed()));
  assert.equal(ask("1234567"), "12345670");
  assert.equal(ask("123456789"), "12345678");
  assert.match(ask("no digits"), /^0000\d{4}$/);
});

test("addresses are spelled as forms are", () => {
  const fields = { a: "A b+c", u: "https://x/?q=1&r=~(!*')", e: "Grüße €" };
  assert.equal(
    appAddress("req", fields),
    "lseqr://req?a=A+b%2Bc&u=https%3A%2F%2Fx%2F%3Fq%3D1%26r%3D~%28%21%2A%27%29&e=Gr%C3%BC%C3%9Fe+%E2%82%AC",
  );
});

test("an activation code is read with dashes, blanks and small letters, and not with a wrong letter", () => {
  const code = `GEZDGNBVGY3TQOJQ${checkDigits(Buffer.from("1234567890"))}`;
  const read = Buffer.from(readActivationCode(`gezd-gnbv GY3T-QOJQ-${code.slice(-2)}`));
  assert.equal(read.toString(), "1234567890");
  for (let at = 0; at < code.length; at++) {
    const other = code[at] === "A" ? "B" : "A";
    assert.throws(() => readActivationCode(code.slice(0, at) + other + code.slice(at + 1)), Refusal);
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (rubbish) => {
      try {
        readActivationCode(rubbish);
      } catch (error) {
        assert.ok(error instanceof Refusal);
      }
    }),
  );
});

test("the shared secret opens with the same seed and serial only", () => {
  fc.assert(
    fc.property(bytes, bytes, anyBytes, (secret, key, chance) => {
      const sealed = sealShared(secret, { seed: key, serial: "O1", random: chance });
      assert.match(sealed, /^[0-9a-f]{24}:[0-9a-f]+$/);
      assert.deepEqual(
        Buffer.from(openShared(sealed, { seed: key, serial: "O1" }) ?? []),
        Buffer.from(secret),
      );
      assert.equal(openShared(sealed, { seed: key, serial: "O2" }), undefined);
      assert.equal(openShared(sealed, { seed: Buffer.from([...key, 1]), serial: "O1" }), undefined);
      const last = sealed.endsWith("0") ? "1" : "0";
      assert.equal(openShared(sealed.slice(0, -1) + last, { seed: key, serial: "O1" }), undefined);
    }),
  );
  for (const rubbish of ["", ":", "00:00", "x:y", "0".repeat(24)]) {
    assert.equal(openShared(rubbish, { seed, serial: "O1" }), undefined);
  }
});

test("step 2 needs step 1 of this very token", () => {
  const step1 = enroll({ sharedsecret: "1" });
  const code = `GEZDGNBVGY3TQOJQ${checkDigits(Buffer.from("1234567890"))}`;
  const existing = aToken({ type: "ocra2", info: step1.set.info ?? {} });
  const go = (set: object) => enroll({ activationcode: code }, { existing, seed, ...set });
  assert.equal(go({}).set.active, true);
  assert.equal(go({}).continues, true);
  for (const set of [
    { existing: undefined },
    { seed: undefined },
    { seed: random },
    { serial: "T2" },
    { existing: aToken({ type: "ocra2" }) },
    { existing: { ...existing, type: "hmac" } },
  ]) {
    assert.throws(() => go(set), Refusal, JSON.stringify(set));
  }
});
