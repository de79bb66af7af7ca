// An implementation that is not ours, as the judge of our RADIUS client: FreeRADIUS.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { freeradiusMissing, startFreeradius, type ThrowawayRadius } from "../../test/support/freeradius.ts";
import { createOutside } from "./index.ts";

const missing = freeradiusMissing();
const skip = missing ?? false;
const long = "p".repeat(100);
let radius: ThrowawayRadius;
let old: ThrowawayRadius;
before(async () => {
  if (missing !== undefined) return;
  const passwords = { alice: "opensesame123456", bob: "schlüssel ✓", carol: "first", dora: long };
  radius = await startFreeradius({ passwords });
  old = await startFreeradius({ passwords, messageAuthenticator: false });
});
after(async () => {
  await radius?.stop();
  await old?.stop();
});

function ask(
  user: string,
  password: string,
  more: { state?: string; secret?: string; server?: string } = {},
) {
  const outside = createOutside({ random: randomBytes, timeoutMs: more.secret === undefined ? 5000 : 400 });
  const { server, secret } = radius;
  return outside({ kind: "radius", server, secret, user, password, nasIdentifier: "LinOTP", ...more });
}

test("FreeRADIUS accepts right passwords of any length and letters, and refuses wrong ones", {
  skip,
}, async () => {
  assert.deepEqual(await ask("alice", "opensesame123456"), { verdict: "accepted" });
  assert.deepEqual(await ask("bob", "schlüssel ✓"), { verdict: "accepted" });
  assert.deepEqual(await ask("dora", long), { verdict: "accepted" });
  for (const [user, password] of [
    ["alice", "opensesame12345"],
    ["alice", "opensesame1234567"],
    ["alice", ""],
    ["dora", `${long}p`],
    ["nobody", "opensesame123456"],
  ] as const) {
    assert.deepEqual(await ask(user, password), { verdict: "refused" }, `${user} ${password}`);
  }
});

test("FreeRADIUS's challenge comes with a state, and the answer with that state is accepted", {
  skip,
}, async () => {
  const challenged = await ask("carol", "first");
  assert.deepEqual(challenged, { verdict: "challenged", state: "6b6579", message: "Your next code, please" });
  assert.deepEqual(await ask("carol", "next", { state: "6b6579" }), { verdict: "accepted" });
  assert.deepEqual(await ask("carol", "other", { state: "6b6579" }), { verdict: "refused" });
});

test("FreeRADIUS is reached by IPv6, too", { skip }, async (context) => {
  if (radius.server6 === undefined) return context.skip("this machine has no IPv6");
  assert.deepEqual(await ask("alice", "opensesame123456", { server: radius.server6 }), {
    verdict: "accepted",
  });
});

test("with another secret FreeRADIUS keeps silent, and that is no refusal", { skip }, async () => {
  const answer = await ask("alice", "opensesame123456", { secret: "another" });
  assert.deepEqual(answer, { verdict: "unavailable", why: "the RADIUS server did not answer in time" });
});

test("a FreeRADIUS without Message-Authenticator is believed only where that is allowed", {
  skip,
}, async () => {
  const { server, secret } = old;
  const question = { kind: "radius", server, secret, user: "alice", nasIdentifier: "n" } as const;
  const strict = createOutside({ random: randomBytes, timeoutMs: 400 });
  const lenient = createOutside({ random: randomBytes, requireMessageAuthenticator: false });
  const password = "opensesame123456";
  assert.equal((await strict({ ...question, password })).verdict, "unavailable");
  assert.equal((await lenient({ ...question, password })).verdict, "accepted");
  assert.equal((await lenient({ ...question, password: "wrong" })).verdict, "refused");
});
