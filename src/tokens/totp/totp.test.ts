import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fieldsOf } from "../../core/fields.ts";
import { type HashName, hotp } from "../../core/otp/hotp.ts";
import { stepAt } from "../../core/otp/totp.ts";
import { Refusal } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { Enrollment, EnrollmentContext, Given } from "../../core/token-type.ts";
import { alice, aToken, enrolling, given, now, ruling, seed, seedHex, settings } from "../specimen.ts";
import { totp } from "./totp.ts";

const current = stepAt(now, 30);

function aTotp(set: Partial<Token> = {}): Token {
  return aToken({ type: "totp", info: { hashlib: "sha1", timeShift: "0", timeStep: "30" }, ...set });
}

/** `steps`: relative to the current one. */
function at(steps: number, from = current): string {
  return hotp({ seed, hash: "sha1", digits: 6 }, from + steps);
}

function use(token: Token, steps: number, set: Partial<Given> = {}): { token: Token; match: boolean } {
  const from = stepAt(set.now ?? now, 30);
  const verdict = totp.verify(token, at(steps, from), given(set));
  return { token: { ...token, ...(verdict.match ? verdict.spend : verdict.remember) }, match: verdict.match };
}

function walk(
  token: Token,
  steps: readonly number[],
  set: Partial<Given> = {},
): { token: Token; matches: readonly boolean[] } {
  const matches: boolean[] = [];
  let last = token;
  for (const each of steps) {
    const { token: next, match } = use(last, each, set);
    matches.push(match);
    last = next;
  }
  return { token: last, matches };
}

function enroll(parameters: Record<string, unknown>, set: Partial<EnrollmentContext> = {}): Enrollment {
  return totp.readEnrollment(fieldsOf(parameters), enrolling(set));
}

test("the window is counted in steps, one fewer ahead than behind", () => {
  for (const [steps, match] of [
    [-11, false],
    [-10, true],
    [0, true],
    [9, true],
    [10, false],
    [120, false],
  ] as const) {
    assert.equal(use(aTotp(), steps).match, match, String(steps));
  }
});

test("a use spends its step and every earlier one, and shows how far the clock is off", () => {
  const { token, matches } = walk(aTotp(), [0, 0, -1, 3]);
  assert.deepEqual(matches, [true, false, false, true]);
  assert.equal(token.counter, current + 4);
  assert.equal(token.info["timeShift"], 90);
});

test("the vectors of RFC 6238, appendix B, log in at their time", () => {
  const digits = "1234567890".repeat(7);
  const vectors: readonly (readonly [HashName, number, string])[] = [
    ["sha1", 20, "94287082"],
    ["sha256", 32, "46119246"],
    ["sha512", 64, "90693936"],
  ];
  for (const [hashlib, length, otp] of vectors) {
    const token = aTotp({ otpLength: 8, info: { hashlib, timeStep: 30 } });
    const verdict = totp.verify(
      token,
      otp,
      given({ now: 59_000, seed: Buffer.from(digits.slice(0, length)) }),
    );
    assert.ok(verdict.match);
    assert.equal(verdict.spend.counter, 2);
  }
});

test("steps of 60 seconds are steps of 60 seconds", () => {
  const token = aTotp({ info: { timeStep: "60" } });
  const otp = hotp({ seed, hash: "sha1", digits: 6 }, stepAt(now, 60));
  assert.equal(totp.verify(token, otp, given()).match, true);
  assert.equal(totp.verify(aTotp(), otp, given()).match, false);
});

test("a drift is followed", () => {
  const drifting = use(aTotp(), 5).token;
  assert.deepEqual(drifting.info["drift"], { from: 0, to: 150 });
  const later = { now: now + 3_600_000 };
  assert.equal(use(drifting, 9, later).match, true);
  assert.equal(use(drifting, -6, later).match, false, "behind the drifted window");
  assert.equal(use(drifting, -5, later).match, true);
});

test("uses alone never carry the accepted step further than one window from our time", () => {
  // LinOTP lets each use move the window, so a few of them reach any time in the future.
  const { matches } = walk(aTotp(), [9, 18, 10, 11]);
  assert.deepEqual(matches, [true, false, false, false]);
  const attempt = fc.record({
    wait: fc.integer({ min: 0, max: 600_000 }),
    steps: fc.integer({ min: -40, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 40, size: "max" }), (attempts) => {
      let token = aTotp();
      let clock = now;
      for (const { wait, steps } of attempts) {
        clock += wait;
        const before = token.counter;
        const { token: next, match } = use(token, steps, { now: clock });
        token = next;
        if (!match) continue;
        assert.ok(Math.abs(steps) <= token.window, `accepted ${steps} steps away`);
        assert.ok(token.counter > before && token.counter === stepAt(clock, 30) + steps + 1);
      }
    }),
  );
});

test("a shift that somebody has set is where the window lies, and drift is bounded around it", () => {
  const hourAhead = aTotp({ info: { timeShift: 3600, timeStep: 30, drift: { from: 0, to: 90 } } });
  assert.deepEqual(walk(hourAhead, [0, 120, 129, 138]).matches, [false, true, true, false]);
  const text = aTotp({ info: { timeShift: "3600", timeStep: "30" } });
  assert.equal(use(text, 120).match, true);
});

test("a resync measures the clock, spends both OTPs, and the next one logs in", () => {
  const resync = (token: Token, one: number, other: number) =>
    totp.resync?.(token, [at(one), at(other)], given());
  for (const away of [-900, -30, 20, 999]) {
    const set = resync(aTotp(), away, away + 1);
    assert.ok(set, String(away));
    assert.equal(set.counter, current + away + 2);
    const synced = { ...aTotp(), ...set };
    assert.equal(stepAt(now, 30, Number(synced.info["timeShift"])), current + away + 1);
    assert.deepEqual(walk(synced, [away, away + 1, away + 2]).matches, [false, false, true]);
  }
  assert.equal(resync(aTotp(), 1000, 1001), undefined);
  assert.equal(resync(aTotp(), -1001, -1000), undefined);
  assert.equal(resync(aTotp(), 4, 6), undefined);
  assert.equal(
    resync(aTotp({ counter: current + 5 }), 4, 5),
    undefined,
    "the first of them was spent before",
  );
});

test("several resyncs cannot carry a token further from our time than one sync window", () => {
  let token = aTotp({ syncWindow: 100 });
  for (const away of [90, 98])
    token = { ...token, ...totp.resync?.(token, [at(away), at(away + 1)], given()) };
  assert.equal(token.counter, current + 100);
  assert.equal(totp.resync?.(token, [at(100), at(101)], given()), undefined);
});

test("automatic resync: a second OTP within three steps of the first is accepted, and moves the window", () => {
  const on = { settings: settings({ AutoResync: "True" }) };
  for (const ahead of [1, 2, 3]) {
    const { token, matches } = walk(aTotp(), [100, 100 + ahead, 100 + ahead, 100, 105], on);
    assert.deepEqual(matches, [false, true, false, false, true], String(ahead));
    assert.ok(!("otp1c" in token.info));
  }
  assert.deepEqual(walk(aTotp(), [-100, -99], on).matches, [false, true]);
});

test("automatic resync: further ahead begins anew, equal and earlier are ignored", () => {
  const on = { settings: settings({ AutoResync: "True" }) };
  assert.deepEqual(walk(aTotp(), [100, 104, 105], on).matches, [false, false, true]);
  assert.deepEqual(walk(aTotp(), [100, 100, 50, 101], on).matches, [false, false, false, true]);
  assert.equal(walk(aTotp(), [100], on).token.info["otp1c"], current + 100);
});

test("automatic resync takes nothing from outside the sync window or from before the last use, and is off by default", () => {
  const on = { settings: settings({ AutoResync: "True" }) };
  assert.deepEqual(walk(aTotp(), [1001, 1002], on).matches, [false, false]);
  assert.deepEqual(walk(aTotp({ counter: current + 200 }), [100, 101], on).matches, [false, false]);
  assert.deepEqual(walk(aTotp(), [100, 101]).matches, [false, false]);
  assert.deepEqual(walk(aTotp(), [100]).token, aTotp());
});

test("an enrollment keeps what LinOTP keeps, as text", () => {
  const configured = settings({ "totp.timeWindow": "300", "totp.timeShift": "0", "totp.timeStep": "30" });
  const { set, shown } = enroll(
    { otpkey: seedHex, timeStep: "60" },
    { settings: configured, serial: "TOTP1" },
  );
  const info = { hashlib: "sha1", timeWindow: "300", timeShift: "0", timeStep: "60" };
  assert.deepEqual(set, { otpLength: 6, info });
  assert.deepEqual(Object.keys(set.info ?? {}), Object.keys(info));
  assert.match(
    shown.googleurl ?? "",
    /^otpauth:\/\/totp\/LinOTP:TOTP1\?secret=[A-Z2-7]+&period=60&issuer=LinOTP$/,
  );
});

test("a generated seed is as long as the hash, and wins over one that is sent", () => {
  for (const [hashlib, bytes] of [
    ["sha1", 20],
    ["sha256", 32],
    ["sha512", 64],
  ] as const) {
    const { secret } = enroll({ genkey: "1", hashlib, otpkey: seedHex });
    assert.ok(secret?.kind === "seed");
    assert.deepEqual(Buffer.from(secret.bytes), Buffer.from(enrolling().random.subarray(0, bytes)));
  }
});

test("without a seed the missing parameter has LinOTP's name", () => {
  assert.throws(
    () => enroll({}),
    (error) => error instanceof Refusal && JSON.stringify(error.problem).includes('"serial"'),
  );
});

test("only steps that apps know are enrolled", () => {
  for (const timeStep of ["0", "15", "45", "abc", "30.0", "-30"]) {
    assert.throws(() => enroll({ otpkey: seedHex, timeStep }), Refusal, timeStep);
  }
});

test("in the portal policies choose, other parameters count, and nobody sets the clock", () => {
  const policies = ruling({ selfservice: { totp_otplen: 8, totp_hashlib: 2, totp_timestep: 60 } });
  const context = { by: "portal", user: alice, ruling: policies } as const;
  const mine = enroll({ otplen: "6", hashlib: "sha1", timeShift: "99999" }, context);
  assert.equal(mine.set.otpLength, 8);
  assert.deepEqual(mine.set.info, { hashlib: "sha256", timeWindow: "180", timeShift: "0", timeStep: 60 });
  const chosen = enroll({ totp_otplen: "6", totp_hashlib: "sha512", timeStep: "30" }, context);
  assert.equal(chosen.set.otpLength, 6);
  assert.equal(chosen.set.info?.["hashlib"], "sha512");
  assert.equal(enroll({ totp_hashlib: "1" }, context).set.info?.["hashlib"], "sha1");
});
