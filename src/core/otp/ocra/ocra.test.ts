// Appendix C of RFC 6287, and inputs of which it says nothing.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { type OcraInput, ocra } from "./ocra.ts";
import { type OcraSuite, readOcraSuite } from "./suite.ts";

const digitsInARow = "1234567890".repeat(7);
const key20 = Buffer.from(digitsInARow.slice(0, 20));
const key32 = Buffer.from(digitsInARow.slice(0, 32));
const key64 = Buffer.from(digitsInARow.slice(0, 64));

/** March 25 2008, 12:06:30 GMT, in minutes. */
const step = 0x132d0b6;

function suiteOf(text: string): OcraSuite {
  const suite = readOcraSuite(text);
  assert.ok(suite, text);
  return suite;
}

function holds(text: string, key: Uint8Array, vectors: readonly (readonly [OcraInput, string])[]): void {
  for (const [input, value] of vectors) {
    assert.equal(ocra(suiteOf(text), key, input), value, JSON.stringify(input));
  }
}

/** Ten questions of eight equal digits. */
const repdigits = Array.from({ length: 10 }, (_, digit) => String(digit).repeat(8));

test("C.1: a question of digits", () => {
  const values = "237653 243178 653583 740991 608993 388898 816933 224598 750600 294470".split(" ");
  holds(
    "OCRA-1:HOTP-SHA1-6:QN08",
    key20,
    values.map((value, index) => [{ question: repdigits[index] ?? "" }, value]),
  );
});

test("C.1: counter, question and PIN", () => {
  const values =
    "65347737 86775851 78192410 71565254 10104329 65983500 70069104 91771096 75011558 08522129".split(" ");
  holds(
    "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1",
    key32,
    values.map((value, counter) => [{ counter, question: "12345678", pin: "1234" }, value]),
  );
});

test("C.1: question and PIN", () => {
  const values = "83238735 01501458 17957585 86776967 86807031".split(" ");
  holds(
    "OCRA-1:HOTP-SHA256-8:QN08-PSHA1",
    key32,
    values.map((value, index) => [{ question: repdigits[index] ?? "", pin: "1234" }, value]),
  );
});

test("C.1: counter and question by SHA-512", () => {
  const values =
    "07016083 63947962 70123924 25341727 33203315 34205738 44343969 51946085 20403879 31409299".split(" ");
  holds(
    "OCRA-1:HOTP-SHA512-8:C-QN08",
    key64,
    values.map((value, counter) => [{ counter, question: repdigits[counter] ?? "" }, value]),
  );
});

test("C.1: question and time", () => {
  const values = "95209754 55907591 22048402 24218844 36209546".split(" ");
  holds(
    "OCRA-1:HOTP-SHA512-8:QN08-T1M",
    key64,
    values.map((value, index) => [{ question: repdigits[index] ?? "", step }, value]),
  );
});

/** The n-th of a row of questions whose parts end in n. */
const numbered = (one: string, other: string) => (value: string, index: number) =>
  [{ question: `${one}${index}${other}${index}`, pin: "1234" }, value] as const;

test("C.2: both sides ask, SHA-256", () => {
  const server = "28247970 01984843 65387857 03351211 83412541".split(" ");
  const client = "15510767 90175646 33777207 95285278 28934924".split(" ");
  holds("OCRA-1:HOTP-SHA256-8:QA08", key32, server.map(numbered("CLI2222", "SRV1111")));
  holds("OCRA-1:HOTP-SHA256-8:QA08", key32, client.map(numbered("SRV1111", "CLI2222")));
});

test("C.2: both sides ask, SHA-512, and the client adds his PIN", () => {
  const server = "79496648 76831980 12250499 90856481 12761449".split(" ");
  const client = "18806276 70020315 01600026 18951020 32528969".split(" ");
  holds("OCRA-1:HOTP-SHA512-8:QA08", key64, server.map(numbered("CLI2222", "SRV1111")));
  holds("OCRA-1:HOTP-SHA512-8:QA08-PSHA1", key64, client.map(numbered("SRV1111", "CLI2222")));
});

test("C.3: signatures", () => {
  const plain = "53095496 04110475 31331128 76028668 46554205".split(" ");
  const timed = "77537423 31970405 10235557 95213541 65360607".split(" ");
  const signed = (zeros: string) => (value: string, index: number) =>
    [{ question: `SIG1${index}${zeros}`, step }, value] as const;
  holds("OCRA-1:HOTP-SHA256-8:QA08", key32, plain.map(signed("000")));
  holds("OCRA-1:HOTP-SHA512-8:QA10-T1M", key64, timed.map(signed("00000")));
});

const someSuite = fc
  .record({
    hash: fc.constantFrom("1", "256", "512"),
    digits: fc.constantFrom(0, 4, 5, 6, 7, 8, 9, 10),
    counter: fc.constantFrom("C-", ""),
    alphabet: fc.constantFrom("A", "N", "H"),
    length: fc.integer({ min: 4, max: 64 }),
    pin: fc.constantFrom("", "-PSHA1", "-PSHA256", "-PSHA512"),
    session: fc.constantFrom("", "-S001", "-S064", "-S128", "-S512"),
    time: fc.constantFrom("", "-T1S", "-T59S", "-T1M", "-T59M", "-T1H", "-T48H"),
  })
  .map(
    ({ hash, digits, counter, alphabet, length, pin, session, time }) =>
      `OCRA-1:HOTP-SHA${hash}-${digits}:${counter}Q${alphabet}${String(length).padStart(2, "0")}${pin}${session}${time}`,
  );

test("whatever the RFC lets a suite be is read", () => {
  fc.assert(fc.property(someSuite, (text) => suiteOf(text).text === text));
  assert.deepEqual(suiteOf("OCRA-1:HOTP-SHA512-10:C-QH16-PSHA256-S064-T48H"), {
    text: "OCRA-1:HOTP-SHA512-10:C-QH16-PSHA256-S064-T48H",
    hash: "sha512",
    digits: 10,
    counter: true,
    question: { alphabet: "H", length: 16 },
    pinHash: "sha256",
    sessionLength: 64,
    stepSeconds: 48 * 3600,
  });
});

test("whatever differs from the RFC's spelling is no suite", () => {
  const wrong = [
    ...["", "OCRA-1", "OCRA-1::QA08", "OCRA-1:::QA08", "ocra-1:hotp-sha1-6:qn08", "OCRA-2:HOTP-SHA1-6:QN08"],
    ...["OCRA-1:HOTP-MD5-6:QN08", "OCRA-1:HOTP-SHA224-6:QN08", "OCRA-1:HTOP-SHA1-6:QN08"],
    ...["OCRA-1:HOTP-SHA1-1:QN08", "OCRA-1:HOTP-SHA1-3:QN08", "OCRA-1:HOTP-SHA1-11:QN08"],
    ...["OCRA-1:HOTP-SHA1-06:QN08", "OCRA-1:HOTP-SHA1--6:QN08", "OCRA-1:HOTP-SHA1-:QN08"],
    ...["OCRA-1:HOTP-SHA1-6:", "OCRA-1:HOTP-SHA1-6:C", "OCRA-1:HOTP-SHA1-6:C-", "OCRA-1:HOTP-SHA1-6:CQN08"],
    ...[
      "OCRA-1:HOTP-SHA1-6:Q08",
      "OCRA-1:HOTP-SHA1-6:QX08",
      "OCRA-1:HOTP-SHA1-6:QN8",
      "OCRA-1:HOTP-SHA1-6:QN",
    ],
    ...["OCRA-1:HOTP-SHA1-6:QN03", "OCRA-1:HOTP-SHA1-6:QN65", "OCRA-1:HOTP-SHA1-6:QN008"],
    ...["OCRA-1:HOTP-SHA1-6:QN08-P", "OCRA-1:HOTP-SHA1-6:QN08-PMD5", "OCRA-1:HOTP-SHA1-6:QN08-C"],
    ...["OCRA-1:HOTP-SHA1-6:QN08-S64", "OCRA-1:HOTP-SHA1-6:QN08-S000", "OCRA-1:HOTP-SHA1-6:QN08-S513"],
    ...["OCRA-1:HOTP-SHA1-6:QN08-T", "OCRA-1:HOTP-SHA1-6:QN08-T0S", "OCRA-1:HOTP-SHA1-6:QN08-T60S"],
    ...["OCRA-1:HOTP-SHA1-6:QN08-T01M", "OCRA-1:HOTP-SHA1-6:QN08-T49H", "OCRA-1:HOTP-SHA1-6:QN08-T1D"],
    ...[
      "OCRA-1:HOTP-SHA1-6:QN08-T1M-PSHA1",
      "OCRA-1:HOTP-SHA1-6:QN08-PSHA1-PSHA1",
      "OCRA-1:HOTP-SHA1-6:QN08-",
    ],
    ...[
      "OCRA-1:HOTP-SHA1-6:QN08\n",
      " OCRA-1:HOTP-SHA1-6:QN08",
      "OCRA-1:HOTP-SHA1-6:QN０８",
      "OCRA-1:HOTP-SHA1-6:QN08:",
    ],
  ];
  for (const text of wrong) assert.equal(readOcraSuite(text), undefined, JSON.stringify(text));
});

test("a suite with one character too many, too few or changed is another suite or none", () => {
  const spoiled = fc.tuple(someSuite, fc.nat(60), fc.string({ unit: "binary", maxLength: 2 }), fc.nat(2));
  fc.assert(
    fc.property(spoiled, ([text, at, inserted, removed]) => {
      const other = text.slice(0, at) + inserted + text.slice(at + removed);
      const read = readOcraSuite(other);
      if (read === undefined) return;
      assert.match(
        other,
        /^OCRA-1:HOTP-SHA(1|256|512)-(0|[4-9]|10):(C-)?Q[ANH]\d\d(-PSHA(1|256|512))?(-S\d{3})?(-T\d{1,2}[SMH])?$/,
      );
      assert.ok(read.question.length >= 4 && read.question.length <= 64);
    }),
  );
});

/** The data input, written down once more in the manner of the reference code in appendix B: hexadecimal text. */
function reference(
  suite: OcraSuite,
  { question, counter = 0, pin = "", session, step = 0 }: OcraInput,
): string {
  const word = (number: number) => number.toString(16).padStart(16, "0");
  const { alphabet } = suite.question;
  const asNumber = alphabet === "N" ? BigInt(question).toString(16) : question;
  const spelled = alphabet === "A" ? Buffer.from(question).toString("hex") : asNumber;
  return [
    Buffer.from(suite.text).toString("hex"),
    "00",
    suite.counter ? word(counter) : "",
    spelled.padEnd(256, "0"),
    suite.pinHash === undefined ? "" : createHash(suite.pinHash).update(pin).digest("hex"),
    suite.sessionLength === undefined
      ? ""
      : Buffer.from(session ?? [])
          .toString("hex")
          .padStart(2 * suite.sessionLength, "0"),
    suite.stepSeconds === undefined ? "" : word(step),
  ].join("");
}

test("openssl agrees on the HMAC of any suite and input", () => {
  const questions = { N: "42", H: "abcDEF7", A: "Fuchs9" };
  const sample = fc.record({
    text: someSuite,
    key: fc.uint8Array({ minLength: 1, maxLength: 80, size: "max" }),
    counter: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    pin: fc.string({ unit: "grapheme", maxLength: 12 }),
    session: fc.uint8Array({ maxLength: 1 }),
    step: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  });
  fc.assert(
    fc.property(sample, ({ text, key, ...rest }) => {
      const suite = suiteOf(text.replace(/-\d+:(?=C|Q)/, "-0:"));
      const input = { ...rest, question: questions[suite.question.alphabet] };
      const options = ["dgst", `-${suite.hash}`, "-mac", "HMAC"];
      const macKey = ["-macopt", `hexkey:${Buffer.from(key).toString("hex")}`];
      const theirs = execFileSync("openssl", [...options, ...macKey], {
        input: Buffer.from(reference(suite, input), "hex"),
        encoding: "utf8",
      });
      assert.equal(ocra(suite, key, input), theirs.trim().split(" ").at(-1));
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test("what a suite asks for and does not get yields nothing", () => {
  const full = { question: "12345678", counter: 1, pin: "1234", session: new Uint8Array(64), step: 1 };
  const suite = suiteOf("OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1-S064-T1M");
  assert.match(ocra(suite, key32, full) ?? "", /^\d{8}$/);
  for (const name of ["counter", "pin", "session", "step"] as const) {
    const { [name]: _left, ...rest } = full;
    assert.equal(ocra(suite, key32, rest), undefined, name);
  }
  for (const bad of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
    assert.equal(ocra(suite, key32, { ...full, counter: bad }), undefined);
    assert.equal(ocra(suite, key32, { ...full, step: bad }), undefined);
  }
  assert.equal(ocra(suite, key32, { ...full, session: new Uint8Array(65) }), undefined);
});

test("a question of letters that the suite does not know, or too long a one, yields nothing", () => {
  const refused = (alphabet: string, question: string) => {
    assert.equal(
      ocra(suiteOf(`OCRA-1:HOTP-SHA1-6:Q${alphabet}08`), key20, { question }),
      undefined,
      question,
    );
  };
  for (const question of ["", "12a", "1 2", "-1", "0x12", "１２", "1\u0000"]) refused("N", question);
  for (const question of ["", "xyz", "0x12", "12 ", "ＡＢ"]) refused("H", question);
  for (const question of ["", "a b", "ä", "a\u0000", "a".repeat(129)]) refused("A", question);
  refused("H", "a".repeat(257));
  refused("N", "9".repeat(100_000));
  fc.assert(
    fc.property(someSuite, fc.string({ unit: "binary", maxLength: 300, size: "max" }), (text, question) => {
      const value = ocra(suiteOf(text), key20, {
        question,
        counter: 0,
        pin: "",
        session: Buffer.of(),
        step: 0,
      });
      assert.ok(value === undefined || /^[0-9a-f]{4,128}$/.test(value));
    }),
  );
});
