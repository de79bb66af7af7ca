import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readXmlTree } from "../../http/tokens/xml-tree.ts";
import { fieldsOf } from "../fields.ts";
import { Refusal } from "../problem.ts";
import type { Entry } from "./entry.ts";
import {
  aladdinXml,
  etokenDat,
  feitianXml,
  keyedPskc,
  oathCsv,
  passwordPskc,
  plainPskc,
  rfcKey,
  rfcSeed,
  yubikeyLog,
} from "./testing/token-files.ts";
import { fileTypes, readTokenFile } from "./token-file.ts";

const random = Uint8Array.from(Buffer.from("sixteen letters!"));

function read(type: string, text: string, fields: Readonly<Record<string, string>> = {}): readonly Entry[] {
  return readTokenFile({ type, text, fields: fieldsOf(fields), readXml: readXmlTree, random });
}

/** What is said about a file that is refused: where, and what. */
function refusal(type: string, text: string, fields: Readonly<Record<string, string>> = {}): string {
  try {
    read(type, text, fields);
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    const { problem } = error;
    if (problem.code !== "entry-refused")
      return "message" in problem ? problem.message : JSON.stringify(problem);
    const said = "message" in problem.problem ? problem.problem.message : JSON.stringify(problem.problem);
    return `[${problem.where}] ${said}`;
  }
  assert.fail("not refused");
}

const brief = (entries: readonly Entry[]) =>
  entries.map(({ serial, type, parameters: { otpkey: _, ...rest } }) => [serial, type, rest]);

test("the list of types is LinOTP's, in its order", () => {
  assert.equal(fileTypes.join(", "), "aladdin-xml, oathcsv, yubikeycsv, feitian, pskc, dpw, dat");
  assert.match(
    refusal("nosuch", "x"),
    /^Unknown file type: >>nosuch<<\. We only know the types: aladdin-xml/,
  );
});

test("oathcsv: defaults, and hashes by the length of the key; comments and half lines are skipped", () => {
  const entries = read("oathcsv", oathCsv);
  assert.deepEqual(brief(entries), [
    ["IMP1", "hmac", { otplen: 6, hashlib: "sha1" }],
    ["IMP2", "totp", { otplen: 6, timeStep: 60, hashlib: "sha1" }],
    ["IMP3", "hmac", { otplen: 8, hashlib: "sha256" }],
    ["IMP4", "totp", { otplen: 6, timeStep: 30, hashlib: "sha1" }],
    ["IMP5", "totp", { otplen: 8, timeStep: 30, hashlib: "sha512" }],
  ]);
  assert.equal(entries[0]?.parameters["otpkey"], rfcSeed);
  assert.equal(entries[0]?.description, "imported");
  assert.equal(entries[0]?.where, "line 2");
  assert.deepEqual(
    brief(read("oathcsv", `A,${rfcSeed}\r\nB,${rfcSeed}\rC,${rfcSeed}`)).map(([s]) => s),
    ["A", "B", "C"],
  );
});

test("oathcsv: an OCRA suite stands where the digits would", () => {
  const [entry] = read("oathcsv", `O1, ${rfcSeed}, ocra2, OCRA-1:HOTP-SHA256-8:QA64`);
  assert.equal(entry?.type, "ocra2");
  assert.deepEqual(entry?.parameters, { otpkey: rfcSeed, ocrasuite: "OCRA-1:HOTP-SHA256-8:QA64" });
});

test("oathcsv: mistakes are told with their line", () => {
  const good = `GOOD, ${rfcSeed}\n`;
  assert.equal(
    refusal("oathcsv", `${good}BAD1, zzzz`),
    "[line 2] InvalidSeedException('The provided token seed contains non-hexadecimal characters')",
  );
  assert.match(refusal("oathcsv", `${good}\nB, abc`), /^\[line 3\] The key has an odd number/);
  assert.match(
    refusal("oathcsv", `B, ${rfcSeed}, hotp, six`),
    /^\[line 1\] The number of digits is not a whole/,
  );
  assert.match(
    refusal("oathcsv", `B, ${rfcSeed}, totp, 6, soon`),
    /^\[line 1\] The time step is not a whole/,
  );
  assert.match(refusal("oathcsv", `B, ${rfcSeed}, spass`), /^\[line 1\] .*unknown-token-type.*spass/);
  assert.match(refusal("oathcsv", `${good}${good}`), /^\[line 2\] Token GOOD is there already, in line 1/);
  assert.match(refusal("oathcsv", `${"S".repeat(41)}, ${rfcSeed}`), /^\[line 1\] .*at most 40 characters/);
  assert.match(refusal("oathcsv", `A*, ${rfcSeed}`), /^\[line 1\] .*asterisks/);
  assert.match(refusal("oathcsv", `A\u0000, ${rfcSeed}`), /NUL/);
});

test("yubikeycsv: both forms of line; the last key of a device counts, static passwords are skipped", () => {
  const entries = read("yubikeycsv", yubikeyLog);
  const [, , drawn] = entries;
  assert.match(String(drawn?.serial), /^UBAM\d{8,10}_1$/);
  assert.deepEqual(brief(entries.filter((entry) => entry !== drawn)), [
    // vvgu… is ff5e…: 0xff5e... as the first four bytes.
    [`UBAM${0xff5ed173}_1`, "yubikey", { otplen: 44 }],
    ["UBOM00000000_2", "hmac", { otplen: 8 }],
    ["UBOM1382042_X", "hmac", { otplen: 6 }],
    ["UBAM508326_X", "yubikey", { otplen: 44 }],
  ]);
  assert.equal(entries[0]?.description, "vvgutbiedkvi");
  const again = `${yubikeyLog}508326,cccccccccccc,83cebdfb7b93,${"00".repeat(16)},,2014-12-12T08:43:17,`;
  assert.equal(read("yubikeycsv", again).at(-1)?.parameters["otpkey"], "00".repeat(16));
  const other = Uint8Array.from(Buffer.from("other letters..."));
  const file = { type: "yubikeycsv", text: yubikeyLog, fields: fieldsOf({}), readXml: readXmlTree };
  assert.notEqual(readTokenFile({ ...file, random: other })[2]?.serial, drawn?.serial);
});

test("yubikeycsv: mistakes are told with their line", () => {
  const row = (id: string, key: string) => `x\nYubico OTP,12/11/2013 11:10,1,${id},ab86c04de6a3,${key},,`;
  assert.match(refusal("yubikeycsv", row("notmodhex", "00")), /^\[line 2\] The public id is not modhex/);
  assert.match(refusal("yubikeycsv", row("vvgutbiedkvi", "0g")), /^\[line 2\] InvalidSeed/);
  assert.match(refusal("yubikeycsv", row("vvgutbiedkvi", "")), /^\[line 2\] There is no key/);
});

test("dpw: a serial and a key on a line", () => {
  const entries = read("dpw", `DP1 ${rfcSeed}\n\n# note\nDP2\t not-hex at all \r\n`);
  assert.deepEqual(
    entries.map(({ serial, type, parameters }) => [serial, type, parameters]),
    [
      ["DP1", "dpw", { otpkey: rfcSeed }],
      ["DP2", "dpw", { otpkey: "not-hex at all" }],
    ],
  );
  assert.match(refusal("dpw", `DP1 ${rfcSeed}\nDP2`), /^\[line 2\] There must be a serial number and a key/);
});

test("dat: blocks, counted and timed; these clocks begin in the year 2000 or when one says", () => {
  const entries = read("dat", etokenDat);
  assert.deepEqual(brief(entries), [
    ["RAINER01", "hmac", { otplen: 6 }],
    ["RAINER02", "totp", { otplen: 8, timeStep: 30, timeShift: -946_684_800, hashlib: "sha256" }],
  ]);
  assert.deepEqual(
    entries.map(({ description }) => description),
    ["eToken-PASS-ES", "eToken-PASS-TS 2013/03/12 00:00:00"],
  );
  for (const startdate of ["2.1.1970", "1970-01-02", "02.01.1970+00:00", "1970-01-02 00:00:00"]) {
    assert.equal(read("dat", etokenDat, { startdate })[1]?.parameters["timeShift"], -86_400);
  }
  assert.deepEqual(read("dat", "#"), []);
  for (const startdate of ["31.2.2000", "soon", "1.1.1969", "2000-13-01"])
    assert.match(refusal("dat", etokenDat, { startdate }), /startdate/);
  assert.match(refusal("dat", "\n\nsccKey: 00"), /^\[line 3\] There is no sccAuthenticatorId/);
  assert.match(refusal("dat", "sccAuthenticatorId: A"), /^\[token A\] There is no key/);
  assert.match(
    refusal("dat", "sccAuthenticatorId: A\nsccTokenData: sccKey=00;sccPwLen=x"),
    /^\[token A\] The sccPwLen/,
  );
});

test("aladdin-xml: the hash follows from the key, unless it is said", () => {
  assert.deepEqual(brief(read("aladdin-xml", aladdinXml)), [
    ["00040008CFA5", "hmac", { hashlib: "sha1" }],
    ["00040008CFA6", "hmac", { hashlib: "sha256" }],
  ]);
  const hashes = (aladdin_hashlib: string) =>
    read("aladdin-xml", aladdinXml, { aladdin_hashlib }).map(({ parameters }) => parameters["hashlib"]);
  assert.deepEqual(hashes("auto"), ["sha1", "sha256"]);
  assert.deepEqual(hashes("sha512"), ["sha512", "sha512"]);
  assert.match(refusal("aladdin-xml", aladdinXml, { aladdin_hashlib: "md4" }), /aladdin_hashlib/);
  assert.match(refusal("aladdin-xml", "<Token/>"), /No toplevel element Tokens/);
  assert.match(
    refusal("aladdin-xml", '<Tokens><Token serial="A"/></Tokens>'),
    /^\[token A\] There is no Seed/,
  );
  const nameless = aladdinXml.replace('serial="00040008CFA6"', "");
  assert.match(refusal("aladdin-xml", nameless), /^\[token number 2\] There is no serial/);
});

test("feitian: devices, keys by KeyId, algorithms as drafts spelled them", () => {
  assert.deepEqual(brief(read("feitian", feitianXml)), [
    ["1000133508267", "totp", { otplen: 6, timeStep: "60" }],
    ["1000133508268", "hmac", { otplen: 6 }],
  ]);
  assert.match(refusal("feitian", plainPskc), /No element Device contained/);
});

test("a file with too many tokens is refused", () => {
  const lines = Array.from({ length: 20_001 }, (_, index) => `T${index},00`).join("\n");
  assert.match(refusal("oathcsv", lines), /20001 tokens; at most 20000/);
});

const options = [
  {},
  { pskc_type: "key", pskc_preshared: rfcKey },
  { pskc_type: "password", pskc_password: "qwerty" },
  { startdate: "1.1.2000", aladdin_hashlib: "sha256" },
];
const specimens = [
  oathCsv,
  yubikeyLog,
  etokenDat,
  aladdinXml,
  feitianXml,
  plainPskc,
  keyedPskc,
  passwordPskc,
];

/** A file that is nearly right: something in it was cut out, doubled or replaced. */
const damaged = fc
  .tuple(
    fc.constantFrom(...specimens),
    fc.nat(),
    fc.nat(60),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.boolean(),
  )
  .map(([text, at, length, other, twice]) => {
    const from = at % text.length;
    return text.slice(0, from) + other + text.slice(twice ? Math.max(0, from - length) : from + length);
  });

test("whatever a file contains, it is read or refused", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    damaged,
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...fileTypes),
      anything,
      fc.constantFrom(...options),
      (type, text, fields) => {
        try {
          for (const entry of read(type, text, fields)) {
            const form = type === "dpw" ? /^\S/ : /^([0-9a-f]{2})+$/i;
            assert.match(String(entry.parameters["otpkey"]), form);
            assert.match(entry.serial, /^[^,*\p{Cc}]{1,40}$/u);
          }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      },
    ),
    { numRuns: 3000 },
  );
});
