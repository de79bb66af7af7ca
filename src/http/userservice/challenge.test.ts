// The portal login as LinOTP's own portal does it: password, choice of a token, answer to the question this opens.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { type Company, found, passwordOf } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;

beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  await company.policy("selfservice", "mfa_login");
});

test("the question for a rollout token is answered with its secret, also after a wrong answer", async () => {
  await company.init({ type: "pw", otpkey: "Rollout-1", serial: "R", user: "alice", rollout: "1" });
  const alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  const chosen = await alice.json("/userservice/login", { serial: "R", session: alice.session });
  assert.deepEqual(chosen.json.detail.replyMode, ["offline"]);
  const answer = async (otp: string) =>
    (await alice.json("/userservice/login", { otp, session: alice.session })).value;
  assert.equal(await answer("wrong"), false);
  assert.equal(await answer("Rollout-1"), true);
  assert.equal((await alice.get("/userservice/context", { session: alice.session })).status, 200);
});

test("the login tells which token is the rollout token, and no more of it", async () => {
  await company.init({ type: "pw", otpkey: "Rollout-1", user: "alice", rollout: "1" });
  const alice = company.visitor();
  const first = await alice.json("/userservice/login", { login: "alice", password: passwordOf("alice") });
  const [token] = first.json.detail.tokenList;
  assert.deepEqual(token["LinOtp.TokenInfo"], { scope: { path: ["userservice"] } });
});
