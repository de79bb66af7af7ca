import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { hotp } from "../../core/otp/hotp.ts";
import type { Problem } from "../../core/problem.ts";
import { Refusal } from "../../core/problem.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import type { Enrollment, EnrollmentContext, Given } from "../../core/token-type.ts";
import {
  alice,
  asking,
  aToken,
  enrolling,
  given,
  now,
  ruling,
  seed,
  seedHex,
  settings,
} from "../specimen.ts";
import { hmac } from "./hmac.ts";

function enroll(parameters: Record<string, unknown>, set: Partial<EnrollmentContext> = {}): Enrollment {
  return hmac.readEnrollment(fieldsOf(parameters), enrolling(set));
}

function refused(parameters: Record<string, unknown>, set: Partial<EnrollmentContext> = {}): Problem {
  try {
    enroll(parameters, set);
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return error.problem;
  }
  return assert.fail("nothing was refused");
}

function at(counter: number): string {
  return hotp({ seed, hash: "sha1", digits: 6 }, counter);
}

/** What is true of the token after the OTPs at these counters, each remembered or spent as its verdict says. */
function after(
  token: Token,
  counters: readonly number[],
  set: Partial<Given> = {},
): { token: Token; matches: readonly boolean[] } {
  const matches: boolean[] = [];
  let current = token;
  for (const counter of counters) {
    const verdict = hmac.verify(current, at(counter), given(set));
    const change: TokenUpdate = verdict.match ? verdict.spend : (verdict.remember ?? {});
    matches.push(verdict.match);
    current = { ...current, ...change };
  }
  return { token: current, matches };
}

test("the life of a token as LinOTP was seen to lead it: replay, jump ahead, window, beyond", () => {
  const walk = [at(0), at(0), at(3), at(2), "736127", "797908"];
  let token = aToken();
  const answers = walk.map((otp) => {
    const verdict = hmac.verify(token, otp, given());
    if (verdict.match) token = { ...token, ...verdict.spend };
    return verdict.match;
  });
  assert.deepEqual(answers, [true, false, true, false, true, false]);
  assert.equal(token.counter, 14);
});

test("a resync as LinOTP was seen to do it", () => {
  const token = aToken({ counter: 14 });
  const resync = (one: string, other: string) => hmac.resync?.(token, [one, other], given());
  assert.deepEqual(resync("268376", "471723"), { counter: 42 });
  assert.equal(hmac.verify(aToken({ counter: 42 }), "435478", given()).match, true);
  assert.equal(resync(at(1100), at(1101)), undefined);
  assert.deepEqual(resync(at(1013), at(1014)), { counter: 1015 });
});

test("hash and digits are those of the token", () => {
  // Seen in LinOTP with the RFC's seed, after hash and length of a used token had been changed.
  const token = aToken({ counter: 64, otpLength: 8, info: { hashlib: "sha256" } });
  assert.deepEqual(hmac.verify(token, "41993463", given()), { match: true, spend: { counter: 71 } });
  assert.equal(hmac.verify({ ...token, info: {} }, "41993463", given()).match, false);
});

test("a seed of one's own is kept and shown, whatever blanks and dashes it was written with", () => {
  const spaced = "3132-3334 3536-3738 3930-3132 3334-3536 3738-3930";
  const { secret, set, shown } = enroll(
    { otpkey: spaced },
    { serial: "HOTP07", user: { ...alice, login: "user00007" } },
  );
  assert.deepEqual(secret, { kind: "seed", bytes: Uint8Array.from(seed) });
  assert.deepEqual(set, { otpLength: 6, info: { hashlib: "sha1" } });
  assert.deepEqual(shown, {
    otpkey: `seed://${seedHex}`,
    googleurl:
      "otpauth://hotp/LinOTP:user00007?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0&issuer=LinOTP",
  });
});

test("a generated seed has 20 bytes whatever the hash, unless a size is asked for", () => {
  const bytes = (set: Record<string, string>) => {
    const { secret } = enroll({ genkey: "1", ...set });
    return secret?.kind === "seed" ? secret.bytes.length : 0;
  };
  assert.equal(bytes({}), 20);
  assert.equal(bytes({ hashlib: "sha512" }), 20);
  assert.equal(bytes({ keysize: "32" }), 32);
  assert.equal(bytes({ key_size: "64" }), 64);
});

test("what cannot be a seed is refused in LinOTP's words", () => {
  assert.deepEqual(refused({}), { code: "missing-parameter", parameter: "otpkey" });
  assert.deepEqual(refused({ otpkey: "" }), { code: "missing-parameter", parameter: "otpkey" });
  assert.deepEqual(refused({ otpkey: " - " }), { code: "missing-parameter", parameter: "otpkey" });
  assert.deepEqual(refused({ otpkey: "abc" }), { code: "refused", message: "Odd-length string" });
  const nonHex = "'The provided token seed contains non-hexadecimal characters'";
  assert.deepEqual(refused({ otpkey: "zz".repeat(20) }), { code: "refused", message: nonHex });
  assert.deepEqual(refused({ otpkey: "ab", genkey: "1" }), { code: "seed-and-genkey" });
  assert.equal(refused({ genkey: "2" }).code, "invalid-parameter");
  assert.equal(refused({ otpkey: "ab".repeat(129) }).code, "invalid-parameter");
});

test("digits are 6 or 8, because an app could not be told of others", () => {
  assert.equal(enroll({ otpkey: seedHex, otplen: "8" }).set.otpLength, 8);
  for (const otplen of ["0", "5", "7", "10", "11", "-6", "abc", "6.0", "\u0666"]) {
    const problem = refused({ otpkey: seedHex, otplen });
    assert.deepEqual(problem, { code: "refused", message: `unsupported digits '${otplen}'` });
  }
  assert.equal(enroll({ otpkey: seedHex }, { settings: settings({ DefaultOtpLen: "8" }) }).set.otpLength, 8);
});

test("an unknown hash means SHA-1, a known one is told to the app", () => {
  assert.deepEqual(enroll({ otpkey: seedHex, hashlib: "md9" }).set.info, { hashlib: "sha1" });
  assert.deepEqual(enroll({ otpkey: seedHex, hashlib: "SHA256" }).set.info, { hashlib: "sha256" });
  assert.match(enroll({ otpkey: seedHex, hashlib: "sha512" }).shown.googleurl ?? "", /&algorithm=SHA512&/);
  const configured = settings({ "hotp.hashlib": "sha256" });
  assert.deepEqual(enroll({ otpkey: seedHex }, { settings: configured }).set.info, { hashlib: "sha256" });
});

test("in the portal a seed is made unasked, and policies choose what was not sent", () => {
  const policies = ruling({ selfservice: { hmac_otplen: 8, hmac_hashlib: 2 } });
  const mine = enroll({}, { by: "portal", user: alice, ruling: policies });
  assert.deepEqual(mine.set, { otpLength: 8, info: { hashlib: "sha256" } });
  assert.match(
    mine.shown.googleurl ?? "",
    /^otpauth:\/\/hotp\/LinOTP:alice\?secret=[A-Z2-7]+&digits=8&algorithm=SHA256&counter=0&issuer=LinOTP$/,
  );
  const chosen = enroll({ otplen: "6", hashlib: "sha1" }, { by: "portal", user: alice, ruling: policies });
  assert.deepEqual(chosen.set, { otpLength: 6, info: { hashlib: "sha1" } });
});

test("label and issuer come from policies, with user, realm, serial and description filled in", () => {
  const policies = ruling({ enrollment: { tokenlabel: "<u>@<r> <s>", tokenissuer: "Firm <d> <x>" } });
  const { shown } = enroll(
    { otpkey: seedHex, description: "<u>" },
    { user: alice, ruling: policies, serial: "S1" },
  );
  const url = new URL(shown.googleurl ?? "");
  assert.equal(decodeURIComponent(url.pathname), "/Firm <u> <x>:alice@staff S1");
  assert.equal(url.searchParams.get("issuer"), "Firm <u> <x>");
  const nobody = ruling({ enrollment: { tokenlabel: "<u>" } });
  assert.match(
    enroll({ otpkey: seedHex }, { serial: "S1", ruling: nobody }).shown.googleurl ?? "",
    /LinOTP:S1\?/,
  );
});

test("automatic resync: two OTPs in a row from beyond the window, the second in time", () => {
  const on = { settings: settings({ AutoResync: "True", AutoResyncTimeout: "240" }) };
  const first = after(aToken(), [100], on);
  assert.deepEqual(first.token.info, { otp1c: 100, dueDate: now / 1000 + 240 });
  assert.equal(first.token.counter, 0);
  assert.deepEqual(after(first.token, [101], on), { token: { ...aToken(), counter: 102 }, matches: [true] });
  assert.deepEqual(after(first.token, [101], { ...on, now: now + 240_000 }).matches, [true]);
  assert.deepEqual(after(first.token, [101], { ...on, now: now + 240_001 }).matches, [false]);
});

test("automatic resync forgets the first OTP when another from the sync window follows, also the same again", () => {
  const on = { settings: settings({ AutoResync: "true" }) };
  for (const other of [100, 99, 102, 500]) {
    const { token, matches } = after(aToken(), [100, other, 101], on);
    assert.deepEqual(matches, [false, false, false], String(other));
    assert.equal(token.counter, 0);
  }
  const rubbish = hmac.verify(after(aToken(), [100], on).token, "abc", given(on));
  assert.deepEqual(rubbish, { match: false });
});

test("an OTP of an automatic resync is spent", () => {
  const on = { settings: settings({ AutoResync: "1" }) };
  assert.deepEqual(after(aToken(), [100, 101, 101, 100, 100, 101], on).matches, [
    false,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("automatic resync stays inside the sync window, and is off unless it is switched on", () => {
  const on = { settings: settings({ AutoResync: "yes" }) };
  assert.deepEqual(after(aToken({ syncWindow: 50 }), [60, 61], on).matches, [false, false]);
  assert.deepEqual(after(aToken(), [100, 101]).matches, [false, false]);
  assert.deepEqual(after(aToken(), [100]).token, aToken());
});

test("a memory from before a login is not the first half of a later resync", () => {
  const on = { settings: settings({ AutoResync: "true" }) };
  const used = after(aToken(), [100, 3], on).token;
  assert.deepEqual(used.info, {});
  const stale = aToken({ counter: 200, info: { otp1c: 100, dueDate: now / 1000 + 100 } });
  assert.deepEqual(after(stale, [101], on).matches, [false]);
});

test("being asked costs nothing; the words can be configured", () => {
  const opened = hmac.challenge?.open(aToken(), asking());
  assert.deepEqual(opened, { message: "Please enter your otp value: ", data: {}, spend: {}, detail: {} });
  const own = asking({ settings: settings({ HMAC_CHALLENGE_PROMPT: "Number, please" }) });
  assert.equal(hmac.challenge?.open(aToken(), own).message, "Number, please");
});

test("a challenge lives as long as the last spelling of its setting says", () => {
  const validity = (config: Record<string, string>) => hmac.challenge?.validitySeconds(settings(config));
  assert.equal(validity({}), undefined);
  assert.equal(validity({ HmacChallengeValidityTime: "60" }), 60);
  assert.equal(validity({ HmacChallengeValidityTime: "60", hmacChallengeValidityTime: "90" }), 90);
  assert.equal(validity({ HMACChallengeValidityTime: "soon" }), undefined);
});
