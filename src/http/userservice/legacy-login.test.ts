// The login of LinOTP 2's portals: /userservice/auth.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { FieldValues } from "../../../test/support/client.ts";
import { type Company, found, passwordOf } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import { toBase32 } from "../../core/otp/base32.ts";
import { hotp } from "../../core/otp/hotp.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const key = "3132333435363738393031323334353637383930";
const otpOf = (counter: number): string =>
  hotp({ seed: Buffer.from(key, "hex"), hash: "sha1", digits: 6 }, counter);

const base32 = (text: string): string => toBase32(Buffer.from(text));
const both = (otp: string, password: string): string => `${base32(otp)}:${base32(password)}`;

interface Knock {
  readonly login?: string;
  readonly otp?: string;
  readonly password?: string;
}

/** Whether he is in: the answer, and that the session works. */
async function enters({ login = "alice", otp = "", password = passwordOf(login) }: Knock = {}) {
  const client = company.visitor();
  const answer = await client.post("/userservice/auth", { login, password: both(otp, password) });
  assert.equal(answer.status, 200, answer.text);
  const cookie = client.cookies.get("userauthcookie");
  assert.equal(cookie !== undefined, answer.value === true, answer.text);
  const inside = await client.get("/userservice/context", { session: cookie ?? "" });
  assert.equal(inside.status, answer.value === true ? 200 : 401);
  return answer.value as boolean;
}

test("without mfa_login the password alone counts", async () => {
  assert.equal(await enters(), true);
  assert.equal(await enters({ otp: "anything" }), true);
  assert.equal(await enters({ password: "wrong" }), false);
  assert.equal(await enters({ login: "nobody" }), false);
  const rows = await company.audit({ action: "userservice/auth" });
  assert.deepEqual(
    rows.map((cell) => [cell[5], cell[8], cell[9]]),
    [
      ["0", "nobody", "example"],
      ["0", "alice", "example"],
      ["1", "alice", "example"],
      ["1", "alice", "example"],
    ],
  );
});

test("with mfa_login PIN and OTP are asked for, and each OTP is good once", async () => {
  await company.policy("selfservice", "mfa_login, mfa_passOnNoToken");
  await company.policy("authentication", "passOnNoToken");
  await company.init({ type: "hmac", otpkey: key, user: "alice", pin: "pin" });
  assert.equal(await enters(), false);
  assert.equal(await enters({ otp: otpOf(0) }), false, "without the PIN");
  assert.equal(await enters({ otp: `pin${otpOf(0)}`, password: "wrong" }), false);
  assert.equal(await enters({ otp: `pin${otpOf(0)}` }), true);
  assert.equal(await enters({ otp: `pin${otpOf(0)}` }), false, "a second time");
  assert.equal(await enters({ login: "bob", otp: "x" }), false, "nobody gets in without a token");
  assert.equal(await enters({ login: "bob" }), false);
});

test("whoever has only a rollout token must show it, and gets in with it", async () => {
  await company.policy("selfservice", "mfa_login, mfa_passOnNoToken");
  await company.init({ type: "pw", otpkey: "letter", serial: "ROLL", user: "alice", rollout: "1" });
  assert.equal(await enters(), false);
  assert.equal(await enters({ otp: "wrong" }), false);
  assert.equal(await enters({ otp: "letter" }), true);
  const [entry] = await company.audit({ action: "userservice/auth" });
  assert.deepEqual([entry?.[5], entry?.[6], entry?.[8]], ["1", "ROLL", "alice"]);
});

test("a rollout token for /validate alone opens nothing here", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.init({ type: "pw", otpkey: "letter", user: "alice", scope: '{"path":["validate"]}' });
  assert.equal(await enters({ otp: "letter" }), false);
});

test("a PIN that asks for an OTP asks for nothing here", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.policy("authentication", "challenge_response=hmac");
  await company.init({ type: "hmac", otpkey: key, user: "alice", pin: "pin" });
  assert.equal(await enters({ otp: "pin" }), false);
});

test("what is no base32 of two is an error", async () => {
  const code = async (fields: FieldValues) =>
    (await company.anybody.post("/userservice/auth", fields)).json.result.error?.code;
  const password = both("", passwordOf("alice"));
  assert.equal(await code({ login: "alice", password: passwordOf("alice") }), -311);
  for (const wrong of ["1:1", "AA:BB:CC", ":", "AAAA"]) {
    const said = await company.anybody.post("/userservice/auth", { login: "alice", password: wrong });
    assert.notEqual(said.value, true, wrong);
  }
  assert.equal(await code({ login: "alice" }), 905);
  assert.equal(await code({ password }), 905);
  assert.equal((await company.anybody.get("/userservice/auth", { login: "alice", password })).status, 405);
  const zero = await company.anybody.post("/userservice/auth", {
    login: "alice",
    password: both("", "a\u0000b"),
  });
  assert.notEqual(zero.value, true);
});

test("wrong passwords count together with those of the portal's other login", async () => {
  for (let tries = 0; tries < 20; tries++) {
    if (tries % 2 === 0) assert.equal(await enters({ password: "wrong" }), false);
    else await company.anybody.post("/userservice/login", { login: "alice", password: "wrong" });
  }
  assert.equal(await enters(), false, "he has to wait");
  const other = await company.anybody.post("/userservice/login", {
    login: "alice",
    password: passwordOf("alice"),
  });
  assert.equal(other.value, false);
  assert.equal(await enters({ login: "bob" }), true);
});
