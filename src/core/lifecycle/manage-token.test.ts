import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ada, after, aState, aToken } from "../../../test/support/build.ts";
import { fieldsOf } from "../fields.ts";
import { Refusal, refuse } from "../problem.ts";
import type { Token } from "../token.ts";
import * as step from "./manage-token.ts";
import { newSerial, readPrefix, readSerial } from "./serial.ts";
import * as property from "./token-properties.ts";

const unlimited = () => undefined;
const eve = { resolver: "people", uid: "2002" };

test("assigning gives owner and realms, forgives failures, and keeps the PIN unless one is sent", () => {
  const token = aToken({ owner: undefined, realms: [], failCount: 3, pinText: "old" });
  const assignment = {
    owner: eve,
    realms: ["lab"],
    pinFor: undefined,
    limitsFor: () => ({ all: 1, ofType: 1 }),
    limitOf: unlimited,
  };
  const { changes } = step.assign([token], aState([token]), assignment);
  assert.deepEqual(changes, [
    { kind: "token.update", serial: token.serial, set: { owner: eve, realms: ["lab"], failCount: 0 } },
  ]);
  const [changed] = step.assign([token], aState([token]), { ...assignment, pinFor: () => undefined }).changes;
  assert.ok(changed?.kind === "token.update" && "pin" in changed.set);
});

test("several tokens at once count together against the limits of their new owner", () => {
  const tokens = [aToken({ serial: "A", owner: undefined }), aToken({ serial: "B", owner: undefined })];
  const assignTo = (all: number) => () =>
    step.assign(tokens, aState([...tokens, aToken({ serial: "C", owner: eve })]), {
      owner: eve,
      realms: [],
      pinFor: undefined,
      limitsFor: () => ({ all, ofType: undefined }),
      limitOf: unlimited,
    });
  assert.doesNotThrow(assignTo(3));
  assert.throws(assignTo(2), Refusal);
});

test("taking a token back keeps its realms and PIN", () => {
  const token = aToken({ pinText: "1" });
  const state = after(aState([token]), step.unassign([token]).changes);
  assert.deepEqual(
    [state.tokens[0]?.owner, state.tokens[0]?.realms, state.tokens[0]?.pin],
    [undefined, ["lab"], token.pin],
  );
});

test("enabling counts against a realm, disabling never does", () => {
  const off = aToken({ active: false });
  const state = { ...aState([off]), activeTokens: new Map([["lab", 5]]) };
  assert.throws(() => step.enable([off], state, () => 5), Refusal);
  assert.doesNotThrow(() => step.enable([off], state, () => 6));
  assert.doesNotThrow(() => step.enable([aToken()], state, () => 1));
});

const fault = (reason: string) => refuse(reason);

function set(reader: property.PropertyReader, text: string, token: Token = aToken()): unknown {
  try {
    return reader(text, fault)(token);
  } catch (error) {
    return error instanceof Refusal && error.problem.code === "refused" ? "refused" : error;
  }
}

test("properties take what fits the token, and refuse what cannot be", () => {
  const totp = aToken({
    type: "totp",
    counter: 101,
    info: { hashlib: "sha1", timeStep: "30", timeShift: "0" },
  });
  const pw = aToken({ type: "pw" });
  assert.deepEqual(set(property.setFailLimit, "7"), { failLimit: 7 });
  assert.equal(set(property.setFailLimit, "-1"), "refused");
  assert.equal(set(property.setWindow, "10001"), "refused");
  assert.deepEqual(set(property.setAttemptLimit, "-1"), { uses: { ...pw.uses, attemptLimit: -1 } });
  assert.equal(set(property.setAttempts, "-1"), "refused");
  assert.equal(set(property.setOtpLength, "1", totp), "refused");
  assert.deepEqual(set(property.setOtpLength, "1", pw), { otpLength: 1 });
  assert.equal(set(property.setTimeStep, "45", totp), "refused");
  assert.deepEqual(set(property.setTimeStep, "60", pw), {});
  assert.deepEqual(set(property.setHash, "sha256", pw), {});
  assert.equal(set(property.setHash, "md9", totp), "refused");
  assert.deepEqual(set(property.setPhone, "+49 1", aToken({ info: { phone: "1" } })), {
    info: { phone: "+49 1" },
  });
  assert.equal(set(property.setPhone, "1&text=x"), "refused");
});

test("another time step never lets a spent moment be spent again", () => {
  fc.assert(
    fc.property(
      fc.nat(10 ** 9),
      fc.constantFrom(30, 60),
      fc.constantFrom("30", "60"),
      (counter, before, wanted) => {
        const token = aToken({ type: "totp", counter, info: { timeStep: before } });
        const changed = set(property.setTimeStep, wanted, token) as Token;
        assert.ok(changed.counter * Number(wanted) >= counter * before);
      },
    ),
  );
});

test("serials are as long as LinOTP's column, and drawn ones have number and random part", () => {
  assert.equal(newSerial("OATH", 0, Uint8Array.from([0xab, 0x1f])), "OATH0001AB1F");
  assert.equal(newSerial("OATH", 12_344, Uint8Array.from([0xab, 0x1f])), "OATH12345AB1F");
  const read = (serial: string) => {
    try {
      return readSerial(fieldsOf({ serial }));
    } catch {
      return "refused";
    }
  };
  assert.equal(read("a b/c"), "a b/c");
  assert.equal(read(""), undefined);
  for (const bad of ["S".repeat(41), " a", "a,b", "a*", "a\nb"]) assert.equal(read(bad), "refused", bad);
  assert.throws(() => readPrefix(fieldsOf({ prefix: "x".repeat(25) }), "OATH"));
  assert.equal(readPrefix(fieldsOf({}), "OATH"), "OATH");
});

test("whoever owns nothing loses nothing", () => {
  assert.deepEqual(step.remove([]), { outcome: 0, changes: [] });
  assert.equal(step.resetFailCount([aToken({ owner: ada.owner })]).outcome, 1);
});
