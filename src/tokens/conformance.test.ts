// Whatever its kind, a registered type keeps these promises.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fieldsOf } from "../core/fields.ts";
import { nobodyOutside } from "../core/outside.ts";
import { Refusal } from "../core/problem.ts";
import type { Token } from "../core/token.ts";
import type { ChallengeReply, Given, TokenType, Verdict } from "../core/token-type.ts";
import { tokenTypes } from "./index.ts";
import {
  aChallenge,
  alice,
  asking,
  enrolled,
  enrolling,
  given,
  messageOf,
  type Specimen,
  specimens,
} from "./specimen.ts";
import { textSpecimens } from "./specimen-texts.ts";
import { elsewhereSpecimens } from "./testing/elsewhere.ts";
import { pairedSpecimens } from "./testing/paired.ts";
import { signingSpecimens } from "./testing/signing.ts";

/** A token that is ready to be used, one OTP that is right for it, and the way to try one. */
interface Ready {
  readonly token: Token;
  readonly otp: string;
  readonly attempt: (token: Token, otp: string) => Verdict;
}

function specimenOf(type: TokenType): Specimen {
  const others = { ...signingSpecimens, ...textSpecimens, ...pairedSpecimens, ...elsewhereSpecimens };
  const all = { ...specimens, ...others };
  const specimen = all[type.type];
  assert.ok(specimen, `src/tokens/specimen.ts has no specimen of ${type.type}`);
  return specimen;
}

function valuesFor(type: TokenType, set: Partial<Given> = {}): Given {
  const { fields, secret, userPin, outside = nobodyOutside, configured = {} } = specimenOf(type);
  const hashMatches = (otp: string) => otp === fields["otpkey"];
  const setting = (key: string) => configured[key];
  return given({ seed: secret, userPin, hashMatches, outside, setting, ...set });
}

function tokenOf(type: TokenType): Token {
  return specimenOf(type).token?.() ?? enrolled(type);
}

function ready(type: TokenType): Ready {
  const values = valuesFor(type);
  const token = tokenOf(type);
  if (type.modes.authenticate) {
    return { token, otp: specimenOf(type).nth(0), attempt: (one, otp) => type.verify(one, otp, values) };
  }
  const opened = type.challenge?.open(token, asking({ seed: values.seed }));
  assert.ok(opened);
  const challenge = aChallenge(opened);
  const otp = specimenOf(type).reply?.(opened) ?? messageOf(opened).replacements["otp"] ?? "";
  const answer = (one: Token, text: string) =>
    type.challenge?.answer(one, { challenge, ...replyOf(type, text) }, values);
  return {
    token: { ...token, ...opened.spend },
    otp,
    attempt: (one, text) => answer(one, text) ?? { match: false },
  };
}

/** It judges nothing itself: another token's type does. */
function standsIn(type: TokenType): boolean {
  return type.target !== undefined;
}

function replyOf(type: TokenType, text: string): Pick<ChallengeReply, "otp" | "signature"> {
  return specimenOf(type).signs ? { otp: "", signature: { accept: true, text } } : { otp: text };
}

function deepFreeze<Value>(value: Value): Value {
  // Typed arrays cannot be frozen; they are compared before and after instead.
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80, size: "max" }),
  fc.string({ unit: "grapheme", maxLength: 80, size: "max" }),
  fc.stringMatching(/^[0-9]{1,12}$/),
  fc.stringMatching(/^[cbdefghijklnrtuv]{32,48}$/),
  fc.constantFrom(
    " ",
    "\n",
    "000000",
    "-1",
    "1e5",
    "０００００００",
    "\u0000",
    "\ud800",
    "x".repeat(65_536),
    "0".repeat(65_536),
  ),
);

for (const [name, type] of tokenTypes) {
  test(`${name}: registered under its own name, with prefix and spelling that nobody else has`, () => {
    const others = [...tokenTypes.values()].filter((other) => other !== type);
    assert.equal(type.type, name);
    assert.equal(name, name.toLowerCase());
    assert.equal(type.spelling.toLowerCase(), name);
    assert.match(type.prefix, /^[A-Z0-9]{3,5}$/);
    assert.ok(type.title.length > 3);
    for (const other of others) {
      assert.notEqual(other.prefix, type.prefix);
      assert.notEqual(other.spelling.toLowerCase(), type.spelling.toLowerCase());
      assert.notEqual(other.title, type.title);
    }
    assert.ok(type.modes.authenticate || type.modes.challenge);
    if (!standsIn(type)) assert.equal(type.challenge !== undefined, type.modes.challenge);
  });

  test(`${name}: the right OTP matches, and is as long as the token says`, () => {
    if (standsIn(type)) return;
    const { token, otp, attempt } = ready(type);
    assert.equal(attempt(token, otp).match, true);
    if (type.otp !== "none" && type.split === undefined) assert.equal(otp.length, token.otpLength);
  });

  test(`${name}: rubbish never matches`, () => {
    const { token, otp, attempt } = ready(type);
    if (type.otp !== "none") assert.equal(attempt(token, "").match, false);
    fc.assert(
      fc.property(anyText, (rubbish) => {
        fc.pre(!acceptable(type, token, rubbish));
        assert.equal(attempt(token, rubbish).match, false);
      }),
    );
    for (const near of [`${otp} `, ` ${otp}`, `${otp}\n`, `${otp}0`, `0${otp}`, `\u0000${otp}`]) {
      assert.equal(attempt(token, near).match, false, JSON.stringify(near));
    }
  });

  test(`${name}: without its secret nothing matches`, () => {
    if (type.otp === "none") return;
    const known = tokenOf(type);
    const token = { ...known, counter: 1, info: { ...known.info, until: 1e12 } };
    // Where another server is the judge, and was not asked.
    const outside = type.otp === "elsewhere" ? { outside: nobodyOutside } : {};
    const bare = valuesFor(type, { seed: undefined, hashMatches: () => false, ...outside });
    for (let use = 0; use < 4; use++) {
      assert.equal(type.verify(token, specimenOf(type).nth(use), bare).match, false);
    }
    assert.equal(type.resync?.(token, [specimenOf(type).nth(2), specimenOf(type).nth(3)], bare), undefined);
  });

  test(`${name}: a match spends the OTP, unless values are reusable by nature`, () => {
    if (standsIn(type)) return;
    const { token, otp, attempt } = ready(type);
    const verdict = attempt(token, otp);
    assert.ok(verdict.match);
    const after = { ...token, ...verdict.spend };
    assert.ok(after.counter >= token.counter, "counters never go back");
    const again = type.modes.authenticate ? attempt(after, otp) : afterwards(type, after, otp);
    assert.equal(again.match, type.otp !== "spent");
  });

  test(`${name}: of a row of OTPs used in any order, none matches twice and the counter only grows`, () => {
    if (type.otp !== "spent" || !type.modes.authenticate) return;
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 25, size: "max" }), (uses) => {
        let token = tokenOf(type);
        const matched = new Set<string>();
        for (const use of uses) {
          const otp = specimenOf(type).nth(use);
          const verdict = type.verify(token, otp, valuesFor(type));
          if (!verdict.match) continue;
          assert.ok(!matched.has(otp), `${otp} matched twice`);
          matched.add(otp);
          const after = { ...token, ...verdict.spend };
          assert.ok(after.counter > token.counter);
          token = after;
        }
      }),
    );
  });

  test(`${name}: verifying is pure`, () => {
    const { token, otp, attempt } = ready(type);
    const frozen = deepFreeze(token);
    const values = valuesFor(type);
    const secret = values.seed === undefined ? undefined : Buffer.from(values.seed);
    for (const text of [otp, "000000", ""]) assert.deepEqual(attempt(frozen, text), attempt(frozen, text));
    deepFreeze(values.settings);
    assert.deepEqual(type.verify(frozen, otp, values), type.verify(frozen, otp, values));
    if (secret !== undefined) assert.deepEqual(Buffer.from(values.seed ?? []), secret);
  });

  test(`${name}: a verdict touches nothing but counter and info`, () => {
    if (standsIn(type)) return;
    const { token, otp, attempt } = ready(type);
    const verdict = attempt(token, otp);
    assert.ok(verdict.match);
    for (const field of Object.keys(verdict.spend)) assert.ok(["counter", "info"].includes(field), field);
  });

  test(`${name}: enrollment reads any parameter or refuses it, and does nothing else`, () => {
    const names = [...Object.keys(specimenOf(type).fields), ...parameters];
    const anyValue = fc.oneof(
      anyText,
      fc.integer(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.object(),
      fc.constantFrom("", null, "🔑"),
    );
    const by = fc.constantFrom("administrator" as const, "portal" as const);
    fc.assert(
      fc.property(fc.constantFrom(...names), anyValue, by, (parameter, value, who) => {
        const fields = deepFreeze(fieldsOf({ ...specimenOf(type).fields, [parameter]: value }));
        readsOrRefuses(type, fields, who);
      }),
      { numRuns: 400 },
    );
  });

  test(`${name}: enrollment with anything missing reads or refuses`, () => {
    const { fields } = specimenOf(type);
    readsOrRefuses(type, fieldsOf({}), "administrator");
    readsOrRefuses(type, fieldsOf({}), "portal");
    for (const parameter of Object.keys(fields)) {
      const { [parameter]: _left, ...rest } = fields;
      readsOrRefuses(type, fieldsOf(rest), "administrator");
      readsOrRefuses(type, fieldsOf({ ...rest, [parameter]: "" }), "portal");
    }
  });

  test(`${name}: a generated seed comes from the random bytes and never from elsewhere`, () => {
    const { otpkey: _given, ...fields } = specimenOf(type).fields;
    const random = Uint8Array.from({ length: 64 }, (_, index) => 255 - index);
    const draw = () => type.readEnrollment(fieldsOf({ ...fields, genkey: "1" }), enrolling({ random }));
    if (specimenOf(type).keyless || type.otp === "elsewhere") return;
    if (name === "pw" || name === "dpw") return assert.throws(draw, Refusal);
    const { secret } = draw();
    assert.ok(secret?.kind === "seed" && secret.bytes.length >= 16);
    const drawn = Buffer.from(secret.bytes).toString(name === "motp" ? "utf8" : "hex");
    assert.equal(drawn, Buffer.from(random).toString("hex").slice(0, drawn.length));
    assert.deepEqual(draw(), draw());
  });

  test(`${name}: a resync needs two OTPs in a row, and spends both`, () => {
    if (type.resync === undefined || !type.modes.authenticate) return;
    const { nth } = specimenOf(type);
    const values = valuesFor(type);
    const token = tokenOf(type);
    for (const [one, other] of [
      [3, 3],
      [4, 3],
      [3, 5],
      [3, 30],
    ] as const) {
      assert.equal(type.resync(token, [nth(one), nth(other)], values), undefined, `${one}, ${other}`);
    }
    const set = type.resync(deepFreeze(token), [nth(3), nth(4)], values);
    assert.ok(set?.counter !== undefined && set.counter > token.counter);
    const after = { ...token, ...set };
    for (const use of [3, 4])
      assert.equal(type.verify(after, nth(use), values).match, false, "a resync's OTP is spent");
    assert.equal(type.resync(after, [nth(3), nth(4)], values), undefined, "a resync cannot be repeated");
    assert.equal(type.resync(after, [nth(4), nth(5)], values), undefined, "a spent OTP is no first half");
    assert.equal(type.verify(after, nth(5), values).match, true);
  });

  test(`${name}: a resync of rubbish finds nothing`, () => {
    if (type.resync === undefined) return;
    const token = { ...tokenOf(type), syncWindow: 20 };
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        assert.equal(type.resync?.(token, [one, other], valuesFor(type)), undefined);
      }),
      { numRuns: 30 },
    );
  });
}

/** Common parameters of admin/init and userservice/enroll (contract 02 section 4, 07 section 5). */
const parameters = [
  ...[
    "otpkey",
    "genkey",
    "keysize",
    "key_size",
    "otplen",
    "hashlib",
    "description",
    "onetime",
    "public_uid",
    "phone",
  ],
  ...["email_address", "timeStep", "timeWindow", "timeShift", "totp_otplen", "totp_hashlib"],
];

function readsOrRefuses(
  type: TokenType,
  fields: ReadonlyMap<string, unknown>,
  by: "administrator" | "portal",
): void {
  try {
    const { set, secret } = type.readEnrollment(fields, enrolling({ by, user: alice }));
    assert.ok(secret !== undefined || specimenOf(type).keyless);
    if (set.otpLength !== undefined) assert.ok(Number.isInteger(set.otpLength) && set.otpLength > 0);
    assert.deepEqual(JSON.parse(JSON.stringify(set.info ?? {})), set.info ?? {});
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
  }
}

/** What chance may bring forth: one of the OTPs that the token would take just now. */
function acceptable(type: TokenType, token: Token, text: string): boolean {
  if (type.otp === "none") return text === "";
  if (text.length !== token.otpLength) return false;
  const earliest = type.type === "totp" ? -token.window : 0;
  const near = Array.from({ length: 2 * token.window }, (_, index) => specimenOf(type).nth(earliest + index));
  return near.includes(text) || ready(type).otp === text;
}

/** The same OTP again in answer to the same challenge, which the first answer has closed. */
function afterwards(type: TokenType, token: Token, otp: string): Verdict {
  const opened = type.challenge?.open(tokenOf(type), asking({ seed: specimenOf(type).secret }));
  assert.ok(opened);
  const challenge = aChallenge(opened, { status: "closed", valid: true, answered: true });
  const reply = { challenge, ...replyOf(type, otp) };
  return type.challenge?.answer(token, reply, valuesFor(type)) ?? { match: false };
}
