// Mails about what was done to somebody's tokens: who gets them, what they say, and what they never say.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { notify } from "../../src/operations/notify.ts";
import { requireUser } from "../../src/operations/users.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

interface Asked {
  readonly method: string;
  readonly class: string;
  readonly kwargs: {
    readonly email_to: string;
    readonly subject: string;
    readonly message: string;
    readonly replacements: Readonly<Record<string, string>>;
  };
}

let wire: Wire;
let company: Company;
const asked: Asked[] = [];
const answer: { body: object } = { body: {} };

/** Stands in front of the mail server, as the hub of a test does. */
const hub = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += String(chunk);
  });
  request.on("end", () => {
    asked.push(JSON.parse(body) as Asked);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer.body));
  });
});

before(async () => {
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  const { port } = hub.address() as AddressInfo;
  wire = await startWire({ database: "sqlite::memory:", egress: `http://127.0.0.1:${port}` });
});
after(async () => {
  await wire.close();
  await new Promise((resolve) => hub.close(resolve));
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  asked.length = 0;
  answer.body = { handled: true, result: [true, "sent"] };
  const fields = { type: "email", name: "house mail", class: "SMTPEmailProvider", timeout: 300 };
  const set = await company.admin.post("/system/setProvider", {
    ...fields,
    config: '{"SMTP_SERVER":"127.0.0.1"}',
  });
  assert.equal(set.json.result.status, true, set.text);
});

const seed = "3132333435363738393031323334353637383930";

test("a person is told that a token was enrolled for him, by whom, and no secret", async () => {
  await company.policy("notification", "enrollment=email::house mail", { user: "alice" });
  await company.init({ type: "hmac", otpkey: seed, pin: "4711-pin", serial: "N1", user: "alice" });
  await company.init({ type: "hmac", otpkey: seed, serial: "N2", user: "bob" });
  await company.init({ type: "hmac", otpkey: seed, serial: "N3" });
  assert.equal(asked.length, 1);
  const { kwargs, ...call } = asked[0] as Asked;
  assert.deepEqual([call.method, call.class], ["submitMessage", "emailprovider.SMTPEmailProvider"]);
  assert.equal(kwargs.email_to, "alice@example.com");
  assert.match(
    kwargs.message,
    /^admin@linotp_admins \(\S+\) enrolled the token N1 \(\w+\) for alice in example on 2/,
  );
  assert.doesNotMatch(JSON.stringify(kwargs), new RegExp(`4711-pin|${seed}|[$]\\{`));
});

test("what somebody enrolls for himself is told as his own deed", async () => {
  await company.policy("selfservice", "enrollHMAC, setOTPPIN");
  await company.policy("notification", "enrollment='email::house mail', setPin=email::house mail", {
    user: "*",
  });
  const alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  const { session } = alice;
  await alice.post("/userservice/enroll", { session, type: "hmac", otpkey: seed, serial: "MINE" });
  await alice.post("/userservice/setpin", { session, serial: "MINE", userpin: "0815" });
  await alice.post("/userservice/setpin", { session, serial: "NOT-MINE", userpin: "0815" });
  assert.deepEqual(
    asked.map(({ kwargs }) => kwargs.message.split(" (")[0]),
    ["alice enrolled the token MINE", "alice changed the PIN of the token MINE"],
  );
  assert.doesNotMatch(JSON.stringify(asked), new RegExp(`0815|${seed}`));
});

test("everybody whose PIN was changed is told, and nobody whose other properties were", async () => {
  await company.policy("notification", "setPin=email::house mail", { user: "*" });
  await company.init({ type: "hmac", otpkey: seed, serial: "A1", user: "alice" });
  await company.init({ type: "hmac", otpkey: seed, serial: "A2", user: "alice" });
  await company.init({ type: "hmac", otpkey: seed, serial: "NOBODY" });
  await company.admin.post("/admin/set", { user: "alice", pin: "new", MaxFailCount: 3 });
  await company.admin.post("/admin/set", { serial: "A1", MaxFailCount: 4 });
  await company.admin.post("/admin/set", { serial: "NOBODY", pin: "new" });
  await company.admin.post("/admin/set", { serial: "UNKNOWN", pin: "new" });
  assert.deepEqual(
    asked.map(({ kwargs }) => /token (\S+)/.exec(kwargs.message)?.[1]),
    ["A1", "A2"],
  );
});

test("a mail that cannot be sent undoes nothing, and is audited", async () => {
  await company.policy("notification", "enrollment=email::house mail", { user: "*" });
  answer.body = { handled: true, error: { type: "ConnectTimeout", message: "no" } };
  await company.init({ type: "hmac", otpkey: seed, serial: "N1", user: "alice" });
  assert.equal((await company.show({ serial: "N1" })).length, 1);
  const told = await company.audit({ action: "admin/init" });
  assert.deepEqual(
    told.map((cell) => [cell[5], cell[6], cell[11]]),
    [
      ["0", "N1", "notification failed"],
      ["1", "N1", "tokennum = 1"],
    ],
  );
  await company.policy("notification", "enrollment=email::gone", { user: "bob", name: "other" });
  await company.init({ type: "hmac", otpkey: seed, serial: "N2", user: "bob" });
  assert.equal((await company.audit())[0]?.[12], "none of the wanted providers is set");
});

test("whoever enrolls on the way is told his PIN, whatever characters it has", async () => {
  await company.policy("notification", "autoenrollment=email::house mail", { user: "*" });
  const user = await requireUser(wire.world, new Map([["user", "alice"]]));
  const origin = { at: 0, action: "validate/check", client: "127.0.0.1", administrator: "" };
  const token = { serial: "AUTO" as never, type: "email" };
  await notify(wire.world, "autoenrollment", { user, origin, token, pin: `a<otp>$${"{serial}"}$` });
  assert.match(asked[0]?.kwargs.message ?? "", /Its PIN is: a<otp>\$\{serial\}\$\n/);
});

test("a policy names a provider of e-mails, or is refused", async () => {
  for (const action of [
    "enrollment=sms::x",
    "setPin=house mail",
    "autoenrollment",
    "setPin=email::",
    "remove=email::x",
  ]) {
    const fields = { name: "wrong", scope: "notification", action, realm: "*", user: "*" };
    const set = await company.admin.post("/system/setPolicy", fields);
    assert.match(set.json.result.error?.message ?? "", /^unsupported policy action/, action);
  }
});

test("a provider that a notification policy names is not deleted", async () => {
  await company.policy("notification", "setPin=email::house mail", { user: "*", name: "told" });
  const answer = await company.admin.post("/system/delProvider", { type: "email", name: "house mail" });
  assert.equal(answer.value, false);
  assert.match(answer.json.detail.message, /told/);
});
