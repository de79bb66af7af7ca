// A life in fast motion: any sequence of knocks, at any door, at any time, with tokens enrolled on the way.
// Some things must never happen.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  after,
  anOrigin,
  aPolicy,
  aRequest,
  aState,
  aToken,
  openVault,
  seed,
} from "../../../test/support/build.ts";
import { tokenTypes } from "../../tokens/index.ts";
import { hotp } from "../otp/hotp.ts";
import { isRollout } from "../rollout.ts";
import type { State } from "../store.ts";
import type { Path, Token } from "../token.ts";
import { decideCheck } from "./decide.ts";

const values = (counter: number) => hotp({ seed, hash: "sha1", digits: 6 }, counter);
const real = aToken({ serial: "OATH0001", failLimit: 6 });
const timed = aToken({
  serial: "TOTP0001",
  type: "totp",
  pinText: "t",
  info: { timeStep: 30 },
  failLimit: 6,
});
const letters = (paths: readonly Path[]) =>
  aToken({ serial: "KIPW0001", type: "pw", hash: "x", otpLength: 6, paths, failLimit: 6, window: 0 });

const knock = fc.record({
  path: fc.constantFrom<Path>("validate", "userservice"),
  transaction: fc.boolean(),
  waitMs: fc.nat(90_000),
  pass: fc.oneof(
    fc.nat(20).map((counter) => ({ counter })),
    fc.integer({ min: -3, max: 3 }).map((step) => ({ step })),
    fc.constantFrom("sesame", "000000", "", "t000000", "t").map((text) => ({ text })),
  ),
});
type Knock = typeof knock extends fc.Arbitrary<infer Value> ? Value : never;

const world = fc.record({
  paths: fc.constantFrom<readonly Path[]>(["userservice"], ["validate"], ["userservice", "validate"]),
  purge: fc.boolean(),
  allow: fc.boolean(),
  challenges: fc.boolean(),
  knocks: fc.array(knock, { maxLength: 50 }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

test("no OTP is accepted twice, no rollout token leaves its scope, nothing is purged before a proof, no counter goes back", () => {
  fc.assert(fc.property(world, live), { numRuns: 400 });
});

function live(setting: World): void {
  const policies = [
    ...(setting.purge ? [aPolicy("enrollment", "purge_rollout_token")] : []),
    ...(setting.allow ? [aPolicy("authentication", "rollout_token_allow_validate")] : []),
    ...(setting.challenges ? [aPolicy("authentication", "challenge_response=*")] : []),
  ];
  let state = aState([real, timed, letters(setting.paths)], { policies });
  let now = 1_000_000_000_000;
  const spent = new Set<string>();
  let proven = false;
  for (const [index, each] of setting.knocks.entries()) {
    now += each.waitMs;
    const { next, accepted, pass } = knockOnce(state, each, { now, index });
    if (accepted !== undefined) {
      if (isRollout(accepted)) {
        assert.ok(
          accepted.paths.includes(each.path),
          "a rollout token opened a door that its scope does not name",
        );
        assert.ok(
          each.path !== "validate" || setting.allow,
          "a rollout token opened /validate without the policy",
        );
      } else {
        assert.ok(!spent.has(`${accepted.serial} ${pass}`), "an OTP was accepted twice");
        spent.add(`${accepted.serial} ${pass}`);
        proven = true;
      }
    }
    assertSane(state, next, { proven, purge: setting.purge });
    state = next;
  }
}

function knockOnce(state: State, each: Knock, { now, index }: { now: number; index: number }) {
  const pass = passOf(each, now);
  const open = state.challenges.findLast(({ status }) => status === "open");
  const request = aRequest({
    origin: anOrigin({ at: now }),
    path: each.path,
    pass,
    pinMode: each.path === "userservice" ? "verified" : undefined,
    transactionId: each.transaction ? open?.transactionId : undefined,
  });
  const hash = (_token: Token, given: string) => given === "sesame";
  const answers = { password: () => false, hash, outside: () => undefined };
  const given = {
    random: new Uint8Array(64),
    vault: openVault,
    types: tokenTypes,
    answers,
    transactionId: String(10_000_000_000_000_000 + index),
  };
  const { outcome, changes } = decideCheck(state, request, given);
  const accepted = outcome.kind === "accepted" ? outcome.token : undefined;
  // A TOTP value is known by its step: the same digits may recur by chance in another one.
  const name =
    accepted?.type === "totp"
      ? String(after(state, changes).tokens.find((t) => t.type === "totp")?.counter)
      : pass;
  return { next: after(state, changes), accepted, pass: name };
}

function passOf({ pass }: Knock, now: number): string {
  if ("text" in pass) return pass.text;
  if ("counter" in pass) return values(pass.counter);
  return `t${values(Math.floor(now / 30_000) + pass.step)}`;
}

function assertSane(
  before: State,
  next: State,
  { proven, purge }: { proven: boolean; purge: boolean },
): void {
  const has = next.tokens.some(isRollout);
  assert.equal(has, !(purge && proven), "a rollout token lives until a proof, and not a moment longer");
  for (const token of next.tokens) {
    const earlier = before.tokens.find(({ serial }) => serial === token.serial);
    assert.ok(earlier !== undefined && token.counter >= earlier.counter, "a counter went back");
  }
}
