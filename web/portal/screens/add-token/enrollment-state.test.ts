import assert from "node:assert/strict";
import test from "node:test";
import {
  type EnrollmentEvent,
  type EnrollmentState,
  enrollmentStart,
  type Pending,
  pendingSerial,
  stepEnrollment,
} from "./enrollment-state.ts";

const inApp: Pending = { kind: "totp", serial: "TOTP1", address: "otpauth://totp/x?secret=ABC", sentTo: "" };
const byMail: Pending = { kind: "email", serial: "EM1", address: "", sentTo: "a@b" };
const enrolled = (pending: Pending, provable = true): EnrollmentEvent => ({
  type: "enrolled",
  pending,
  provable,
});
const walk = (...events: EnrollmentEvent[]): EnrollmentState =>
  events.reduce(stepEnrollment, enrollmentStart);

test("a token in an app is done only when a code of it was accepted", () => {
  const state = walk({ type: "picked", kind: "totp" }, { type: "sent" }, enrolled(inApp));
  assert.equal(state.step.at, "prove");
  assert.equal(pendingSerial(state), "TOTP1");
  const done = stepEnrollment(state, { type: "proved", success: true });
  assert.deepEqual(done.step, { at: "done", kind: "totp", proven: true });
  assert.equal(pendingSerial(done), undefined);
});

test("a wrong code can be repeated as often as one likes, and keeps the same token", () => {
  const wrong: EnrollmentEvent = { type: "proved", success: false };
  const state = walk(enrolled(inApp), wrong, { type: "sent" }, wrong);
  assert.equal(pendingSerial(state), "TOTP1");
  assert.deepEqual(state.problem, { kind: "wrong-code" });
  assert.equal(state.failures, 2);
});

test("without the right to prove, an app still gets its seed, and a password is simply done", () => {
  assert.equal(walk(enrolled(inApp, false)).step.at, "prove");
  assert.deepEqual(walk(enrolled(inApp, false), { type: "finished" }).step, {
    at: "done",
    kind: "totp",
    proven: false,
  });
  const password: Pending = { kind: "pw", serial: "PW1", address: "", sentTo: "" };
  assert.equal(walk(enrolled(password, false)).step.at, "done");
});

test("a code that is sent again belongs to a new transaction", () => {
  const state = walk(
    enrolled(byMail),
    { type: "challenged", transactionId: "1" },
    { type: "challenged", transactionId: "2" },
  );
  assert.deepEqual(state.step, { at: "prove", pending: byMail, transactionId: "2", sent: 2 });
});

test("a code that could not be sent leaves a token that can be gone on with", () => {
  const state = walk(
    enrolled(byMail),
    { type: "sent" },
    { type: "failed", problem: { kind: "unreachable" } },
  );
  assert.equal(pendingSerial(state), "EM1");
  assert.equal(state.busy, false);
});

test("too many tokens is told apart from other refusals", () => {
  const refused = (code: number): EnrollmentEvent => ({
    type: "failed",
    problem: { kind: "refused", code, message: "no" },
  });
  assert.deepEqual(walk({ type: "picked", kind: "pw" }, refused(411)).problem, { kind: "limit" });
  assert.deepEqual(walk({ type: "picked", kind: "pw" }, refused(412)).problem, { kind: "limit" });
  assert.equal(walk({ type: "picked", kind: "pw" }, refused(905)).problem?.kind, "server");
});

test("once the token exists one cannot step back past it by accident", () => {
  const state = walk(enrolled(inApp));
  assert.equal(stepEnrollment(state, { type: "back" }), state);
  assert.equal(walk({ type: "picked", kind: "totp" }, { type: "back" }).step.at, "choose");
});

const passkey: Pending = { kind: "fido2", serial: "FIDO1", address: "", sentTo: "" };

test("a passkey is made by the browser first, and then tried if that is possible", () => {
  const waiting = walk({ type: "picked", kind: "fido2" }, enrolled(passkey));
  assert.equal(waiting.step.at, "make");
  assert.equal(pendingSerial(waiting), "FIDO1");
  const failed = stepEnrollment(waiting, {
    type: "failed",
    problem: { kind: "passkey", fault: "stopped" },
  });
  assert.equal(failed.step.at, "make", "whoever declines can try again");
  const made = stepEnrollment(failed, { type: "made" });
  assert.equal(made.step.at, "prove");
  assert.deepEqual(stepEnrollment(made, { type: "finished" }).step, {
    at: "done",
    kind: "fido2",
    proven: false,
  });
  assert.deepEqual(walk(enrolled(passkey, false), { type: "made" }).step, {
    at: "done",
    kind: "fido2",
    proven: false,
  });
});

const app: Pending = { kind: "qr", serial: "QR1", address: "lseqr://pair/x", sentTo: "" };
const asked: EnrollmentEvent = { type: "app-asked", transactionId: "7", question: "lseqr://chal/x" };

test("an app scans, is asked, and its yes completes the token", () => {
  const scanning = walk(enrolled(app));
  assert.deepEqual(scanning.step, { at: "pair", pending: app, introduced: false });
  const open: EnrollmentEvent = { type: "paired", answer: "open" };
  assert.equal(stepEnrollment(scanning, open), scanning);
  const introduced = stepEnrollment(scanning, { type: "paired", answer: "accepted" });
  assert.deepEqual(introduced.step, { at: "pair", pending: app, introduced: true });
  const waiting = stepEnrollment(introduced, asked);
  assert.equal(waiting.step.at, "confirm");
  assert.equal(pendingSerial(waiting), "QR1");
  const done = stepEnrollment(waiting, { type: "app-answered", answer: "accepted" });
  assert.deepEqual(done.step, { at: "done", kind: "qr", proven: true });
});

test("an app that says no can be asked again; a typed code does as well", () => {
  const no: EnrollmentEvent = { type: "app-answered", answer: "rejected" };
  const declined = walk(enrolled(app), { type: "paired", answer: "accepted" }, asked, no);
  assert.deepEqual(declined.problem, { kind: "rejected" });
  assert.ok(declined.step.at === "confirm" && declined.step.rejected);
  const again = stepEnrollment(declined, { ...asked, transactionId: "8" });
  assert.ok(again.step.at === "confirm" && !again.step.rejected && again.step.transactionId === "8");
  const typed = stepEnrollment(again, { type: "proved", success: true });
  assert.deepEqual(typed.step, { at: "done", kind: "qr", proven: true });
});

test("a token that is removed elsewhere while it waits for its app leads back to the choice", () => {
  assert.equal(walk(enrolled(app), { type: "paired", answer: "rejected" }), enrollmentStart);
});
