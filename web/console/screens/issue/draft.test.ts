import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person } from "../../api/read-person.ts";
import { type Draft, emptyDraft, enrollmentOf, isLong, lacksOf, stepDraft, validityOf } from "./draft.ts";

const person: Person = {
  login: "alice",
  uid: "1",
  givenname: "Alice",
  surname: "Adams",
  email: "alice@example.com",
  phone: "1",
  mobile: "2",
  directory: "people",
};
const forAlice = stepDraft(emptyDraft, { type: "choose", chosen: { person, realm: "users" } });
const kind = (kind: Draft["kind"]) => stepDraft(forAlice, { type: "kind", kind });

test("how long a code holds follows from the way it takes", () => {
  const minutes = (channel: Draft["channel"]) => stepDraft(emptyDraft, { type: "channel", channel }).minutes;
  assert.deepEqual(
    [minutes("sms"), minutes("email"), minutes("hand"), minutes("letter")],
    [10, 1440, 1440, 30_240],
  );
});

test("longer than that is allowed, and said", () => {
  assert.equal(isLong(forAlice), false);
  assert.equal(isLong(stepDraft(forAlice, { type: "set", set: { minutes: 4320 } })), true);
});

test("an address that the directory knows is offered, and changes with the person", () => {
  assert.equal(kind("sms").address, "2");
  assert.equal(kind("email").address, "alice@example.com");
  assert.equal(stepDraft(kind("email"), { type: "choose", chosen: undefined }).address, "");
});

test("nothing is issued before everything is there", () => {
  assert.deepEqual(lacksOf(emptyDraft), ["person"]);
  assert.deepEqual(lacksOf(forAlice), []);
  assert.deepEqual(lacksOf(kind("yubikey")), ["key"]);
  assert.deepEqual(lacksOf(kind("motp")), ["devicePin"]);
  assert.deepEqual(lacksOf(kind("dpw")), ["deviceKey"]);
  assert.deepEqual(lacksOf(kind("ocra2")), []);
  const wrongKey = { deviceKey: "abc", devicePin: "1" };
  assert.deepEqual(lacksOf(stepDraft(kind("motp"), { type: "set", set: wrongKey })), ["deviceKey"]);
  assert.deepEqual(lacksOf(stepDraft(kind("sms"), { type: "set", set: { address: " " } })), ["address"]);
  assert.deepEqual(lacksOf(stepDraft(forAlice, { type: "set", set: { uses: 0 } })), ["uses"]);
});

test("a rollout token always has a scope, and by default it opens the portal alone", () => {
  const parameters = enrollmentOf(forAlice, "abcd");
  assert.deepEqual(parameters, {
    user: "alice",
    realm: "users",
    type: "pw",
    otpkey: "abcd",
    scope: '{"path":["userservice"]}',
  });
  const both = stepDraft(forAlice, { type: "set", set: { opens: "both" } });
  assert.equal(enrollmentOf(both, "abcd")["scope"], '{"path":["userservice","validate"]}');
});

test("for seeds that the server makes our secret is not sent", () => {
  assert.equal("otpkey" in enrollmentOf(kind("totp"), "abcd"), false);
  assert.equal(enrollmentOf(kind("totp"), "abcd")["genkey"], "1");
});

test("validity counts from now, in seconds", () => {
  assert.equal(validityOf(forAlice, 1_000_000).validityPeriodEnd, String(1000 + 86_400));
});

test("issuing another one keeps the choices and forgets the person", () => {
  const letter = stepDraft(forAlice, { type: "channel", channel: "letter" });
  const again = stepDraft(letter, { type: "again" });
  assert.deepEqual([again.chosen, again.channel], [undefined, "letter"]);
});

test("an app that brings its key keeps it; otherwise one is made up", () => {
  const made = (set: Partial<typeof emptyDraft>) => enrollmentOf({ ...kind("motp"), ...set }, "");
  assert.deepEqual(made({ deviceKey: " 01 ab ", devicePin: "12" })["otpkey"], "01 ab");
  assert.deepEqual(made({ devicePin: "12" })["genkey"], "1");
  assert.deepEqual(made({ devicePin: "12" })["otppin"], "12");
  assert.equal(enrollmentOf({ ...kind("dpw"), deviceKey: "list" }, "")["otpkey"], "list");
});

test("a token that the server answers without a serial is given one", () => {
  const { serial, genkey } = enrollmentOf(kind("ocra2"), "abcd-efgh-jkmn-pqrs");
  assert.deepEqual([serial, genkey], ["LSO2ABCDEFGHJKMN", "1"]);
});
