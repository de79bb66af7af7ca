import assert from "node:assert/strict";
import { test } from "node:test";
import { readKindFacts, readProgress } from "./read-token-kind.ts";

test("an app scans, confirms, and is done", () => {
  const states = [
    "pairing_url_sent",
    "pairing_response_received",
    "pairing_challenge_sent",
    "pairing_complete",
  ];
  const progress = states.map((state) => readProgress("qr", { state }));
  assert.deepEqual(progress, ["app", "confirmation", "confirmation", "complete"]);
  assert.deepEqual(
    ["unpaired", "active"].map((state) => readProgress("push", { state })),
    ["app", "complete"],
  );
});

test("a key is made or not, and other kinds have nothing to wait for", () => {
  assert.equal(readProgress("fido2", { phase: "registration1" }), "key");
  assert.equal(readProgress("u2f", { phase: "registration2" }), "complete");
  assert.equal(readProgress("ocra2", { rollout: "1" }), "app");
  assert.equal(readProgress("totp", { state: "unpaired" }), "complete");
});

test("what is no text is a gap", () => {
  const facts = readKindFacts({ hashlib: "sha1", timeStep: 30, "remote.user": null, seed: "secret" });
  assert.deepEqual([facts.hashlib, facts.timeStep, facts["remote.user"]], ["sha1", "30", ""]);
  assert.ok(!("seed" in facts));
});
