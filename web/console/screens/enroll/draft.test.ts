import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chosen } from "../../parts/person-picker.tsx";
import { type Draft, type DraftEvent, emptyDraft, lacksOf, parametersOf, stepDraft } from "./draft.ts";
import { families, fieldsOf, type Kind } from "./kinds.ts";

const person = {
  login: "mona",
  uid: "1",
  givenname: "Mona",
  surname: "M",
  email: "mona@example.com",
  phone: "",
  mobile: "+49 170 1",
  directory: "people",
};
const chosen: Chosen = { person, realm: "users" };
const walk = (...events: DraftEvent[]): Draft => events.reduce(stepDraft, emptyDraft);
const value = (name: keyof Draft["values"], text: string): DraftEvent => ({
  type: "value",
  name,
  value: text,
});
const kind = (chosenKind: Kind): DraftEvent => ({ type: "kind", kind: chosenKind });

test("a time-based token needs nothing more than a click", () => {
  assert.deepEqual(lacksOf(emptyDraft), []);
  const expected = { type: "totp", otplen: "6", hashlib: "sha1", timeStep: "30", genkey: "1" };
  assert.deepEqual(parametersOf(emptyDraft, "X"), expected);
});

test("a seed that was brought along takes the place of a generated one", () => {
  const parameters = parametersOf(walk(kind("hmac"), value("seed", " 31 32 ")), "X");
  assert.deepEqual([parameters["otpkey"], parameters["genkey"]], ["31 32", undefined]);
  assert.deepEqual(lacksOf(walk(kind("hmac"), value("seed", "313"))), ["seed"]);
});

test("codes by SMS, by mail and by call go where the directory knows, unless somebody writes something else", () => {
  const sms = walk({ type: "choose", chosen }, kind("sms"));
  assert.equal(parametersOf(sms, "X")["phone"], "+49 170 1");
  assert.equal(
    parametersOf(walk(kind("email"), { type: "choose", chosen }), "X")["email_address"],
    person.email,
  );
  assert.equal(parametersOf(stepDraft(sms, value("phone", "110")), "X")["phone"], "110");
  assert.deepEqual(lacksOf(walk(kind("voice"))), ["phone"]);
});

test("what another server judges says who checks the PIN", () => {
  const radius = walk(kind("radius"), value("radiusServer", "10.0.0.1"), value("radiusSecret", "s"));
  assert.deepEqual(lacksOf(radius), []);
  assert.equal(parametersOf(radius, "X")["radius.local_checkpin"], "1");
  assert.equal(parametersOf(stepDraft(radius, value("radiusPin", "0")), "X")["radius.local_checkpin"], "0");
  assert.deepEqual(lacksOf(walk(kind("remote"), value("remoteServer", "ftp://x"))), ["remoteServer"]);
});

test("a passkey needs an owner, and what its owner completes is never a rollout token", () => {
  assert.deepEqual(lacksOf(walk(kind("fido2"))), ["person"]);
  const set: DraftEvent = { type: "set", set: { rollout: true } };
  assert.equal(parametersOf(walk(kind("qr"), set), "X")["scope"], undefined);
  assert.equal(parametersOf(walk(kind("pw"), set), "X")["scope"], '{"path":["userservice"]}');
});

test("an OCRA token gets a serial, as the server would not tell it", () => {
  assert.equal(parametersOf(walk(kind("ocra2")), "0123456789AB")["serial"], "LSO20123456789AB");
});

test("nothing of one token is left for the next", () => {
  const again = walk({ type: "choose", chosen }, kind("pw"), value("password", "x"), { type: "again" });
  assert.deepEqual(again, { ...emptyDraft, kind: "pw" });
});

test("every kind is in one family", () => {
  assert.deepEqual(Object.values(families).flat().toSorted(), Object.keys(fieldsOf).toSorted());
});
