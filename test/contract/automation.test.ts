// People who have no token and are given one while they log in: policies autoassignment and autoenrollment.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { toBase32 } from "../../src/core/otp/base32.ts";
import { hotp } from "../../src/core/otp/hotp.ts";
import type { FieldValues } from "../support/client.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
/** What the hub was asked to send: number and text. */
const sent: (readonly [string, string])[] = [];
const mails: string[] = [];
const hub = { works: true };

interface Asked {
  readonly kind: string;
  readonly class: string;
  readonly args: readonly [string, string];
  readonly kwargs: { readonly message?: string };
}

const egress = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += String(chunk);
  });
  request.on("end", () => {
    const asked = JSON.parse(body) as Asked;
    const isMail = asked.class?.includes("mail") === true;
    if (isMail) mails.push(JSON.stringify(asked.kwargs));
    else sent.push(asked.args);
    response.setHeader("content-type", "application/json");
    const result = isMail ? [hub.works, "ok"] : hub.works;
    response.end(JSON.stringify({ handled: true, result }));
  });
});

before(async () => {
  await new Promise<void>((resolve) => egress.listen(0, "127.0.0.1", resolve));
  const { port } = egress.address() as AddressInfo;
  wire = await startWire({ database: "sqlite::memory:", egress: `http://127.0.0.1:${port}` });
});
after(async () => {
  await wire.close();
  await new Promise((resolve) => egress.close(resolve));
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  sent.length = 0;
  mails.length = 0;
  hub.works = true;
});

const key = "3132333435363738393031323334353637383930";
const otpOf = (counter: number, hex = key): string =>
  hotp({ seed: Buffer.from(hex, "hex"), hash: "sha1", digits: 6 }, counter);

const keyOf = (number: number): string => Buffer.alloc(20, number + 1).toString("hex");

async function check(user: string, pass: string, more: FieldValues = {}) {
  return await company.anybody.post("/validate/check", { user, pass, ...more });
}

/** A token in the drawer of the company. */
async function spare(serial: string, set: FieldValues = {}): Promise<void> {
  await company.init({ type: "hmac", otpkey: key, realm: "example", serial, ...set });
}

async function ownerOf(serial: string): Promise<unknown> {
  return (await company.show({ serial }))[0]?.["User.username"];
}

const both = (login: string, counter: number): string => `${passwordOf(login)}${otpOf(counter)}`;

test("password and OTP of a free token make it theirs, and the password its PIN", async () => {
  await company.policy("enrollment", "autoassignment");
  await spare("HW1");
  assert.equal((await check("alice", `wrong${otpOf(0)}`)).value, false);
  assert.equal((await check("alice", `${passwordOf("alice")}000000`)).value, false);
  assert.equal((await check("alice", otpOf(0))).value, false, "the OTP alone");
  assert.equal(await ownerOf("HW1"), "");
  assert.equal((await check("alice", both("alice", 0))).value, true);
  assert.equal(await ownerOf("HW1"), "alice");
  const [entry] = await company.audit({ action: "validate/check" });
  assert.deepEqual(
    [entry?.[5], entry?.[6], entry?.[8], entry?.[12]],
    ["1", "HW1", "alice", "Token auto assigned"],
  );
  assert.equal((await check("alice", both("alice", 0))).value, false, "each OTP once");
  assert.equal((await check("alice", both("alice", 1))).value, true, "the password is the PIN");
});

test("a policy keeps the token's own PIN", async () => {
  await company.policy("enrollment", "autoassignment, ignore_autoassignment_pin");
  await spare("HW1", { pin: "own" });
  assert.equal((await check("alice", both("alice", 0))).value, true);
  assert.equal((await check("alice", both("alice", 1))).value, false);
  assert.equal((await check("alice", `own${otpOf(2)}`)).value, true);
});

test("without a policy nothing is assigned, and nothing to people outside of it", async () => {
  await spare("HW1");
  assert.equal((await check("alice", both("alice", 0))).value, false);
  await company.policy("enrollment", "autoassignment", { user: "bob" });
  assert.equal((await check("alice", both("alice", 0))).value, false);
  assert.equal((await check("bob", both("bob", 0))).value, true);
});

test("rollout, inactive, expired, owned and ambiguous tokens, and those of other realms, are not given away", async () => {
  await company.policy("enrollment", "autoassignment, autoassignment_without_password");
  const attempts = [both("alice", 0), otpOf(0)];
  const refuses = async () => {
    for (const pass of attempts) assert.equal((await check("alice", pass)).value, false);
    assert.deepEqual(await company.show({ user: "alice" }), []);
    assert.equal((await company.admin.post("/admin/remove", { serial: "HW1" })).value, 1);
  };
  await spare("HW1", { rollout: "1" });
  await refuses();
  await company.policy("authentication", "rollout_token_allow_validate");
  await spare("HW1", { scope: '{"path":["validate", "userservice"]}' });
  await refuses();
  await spare("HW1");
  await company.admin.post("/admin/disable", { serial: "HW1" });
  await refuses();
  await spare("HW1");
  await company.admin.post("/admin/set", { serial: "HW1", validityPeriodEnd: "23/12/19 23:59" });
  await refuses();
  await company.init({ type: "hmac", otpkey: key, serial: "HW1" });
  await refuses();
  await spare("HW1", { user: "bob" });
  await refuses();
  await spare("HW1");
  await spare("HW2");
  await refuses();
});

test("who has a token, be it a rollout token, is given nothing", async () => {
  await company.policy("enrollment", "autoassignment, autoassignment_without_password, autoenrollment=sms");
  await spare("HW1");
  await company.init({ type: "pw", otpkey: "letter", user: "alice", rollout: "1" });
  for (const pass of [both("alice", 0), otpOf(0), passwordOf("alice")])
    assert.equal((await check("alice", pass)).value, false);
  assert.equal(await ownerOf("HW1"), "");
  assert.equal((await company.show({ user: "alice" })).length, 1);
});

test("the OTP alone suffices by policy, from the realm that it names, and the PIN is empty", async () => {
  const action = "autoassignment_without_password, autoassignment_from_realm=example";
  await company.policy("enrollment", action);
  await spare("HW1", { pin: "old" });
  assert.equal((await check("alice", `old${otpOf(0)}`)).value, false);
  assert.equal((await check("alice", otpOf(0))).value, true);
  const [entry] = await company.audit({ action: "validate/check" });
  assert.equal(entry?.[12], "Token with otp auto assigned");
  assert.equal((await check("alice", otpOf(1))).value, true);
});

test("authorization and limits hold for what is assigned, and nothing is spent or given when they refuse", async () => {
  await company.policy("enrollment", "autoassignment");
  await spare("HW1");
  await company.policy("authorization", "tokentype=pw", { name: "types" });
  assert.equal((await check("alice", both("alice", 0))).value, false);
  await company.policy("authorization", "tokentype=hmac", { name: "types" });
  await company.policy("enrollment", "maxtoken=0", { name: "limit", user: "alice" });
  assert.equal((await check("alice", both("alice", 0))).value, false);
  assert.equal(await ownerOf("HW1"), "");
  await company.policy("authorization", "authorize", { name: "where", client: "10.0.0.0/8" });
  assert.equal((await check("bob", both("bob", 0))).value, false);
  assert.equal((await check("bob", both("bob", 0), {})).value, false);
  const inside = await company.anybody.post(
    "/validate/check",
    { user: "bob", pass: both("bob", 0) },
    { client: "10.1.1.1" },
  );
  assert.equal(inside.value, true, "the OTP was not spent before");
});

test("twenty logins at once assign one token, once", async () => {
  await company.policy("enrollment", "autoassignment");
  await spare("HW1");
  await spare("HW2", { otpkey: keyOf(9) });
  const answers = await Promise.all(Array.from({ length: 20 }, () => check("alice", both("alice", 0))));
  assert.equal(answers.filter(({ value }) => value === true).length, 1);
  assert.equal((await company.show({ user: "alice" })).length, 1);
  assert.equal(await ownerOf("HW2"), "");
});

test("four people with one OTP: one of them gets the token", async () => {
  await company.policy("enrollment", "autoassignment_without_password");
  await spare("HW1");
  const people = ["alice", "bob", "carol", "dave"];
  const answers = await Promise.all(people.map((login) => check(login, otpOf(0))));
  assert.equal(answers.filter(({ value }) => value === true).length, 1);
});

test("one person with two OTPs at once gets one token", async () => {
  await company.policy("enrollment", "autoassignment");
  for (let number = 0; number < 8; number++) await spare(`HW${number}`, { otpkey: keyOf(number) });
  const passes = Array.from({ length: 8 }, (_, number) => `${passwordOf("alice")}${otpOf(0, keyOf(number))}`);
  const answers = await Promise.all(passes.map((pass) => check("alice", pass)));
  assert.equal(answers.filter(({ value }) => value === true).length, 1);
  assert.equal((await company.show({ user: "alice" })).length, 1);
});

test("wrong passwords before a right OTP make a person wait, also for the right one", async () => {
  await company.policy("enrollment", "autoassignment");
  await spare("HW1");
  for (let tries = 0; tries < 20; tries++)
    assert.equal((await check("alice", `wrong${otpOf(0)}`)).value, false);
  assert.equal((await check("alice", both("alice", 0))).value, false, "she has to wait");
  assert.equal((await check("bob", both("bob", 0))).value, true);
});

test("wrong passwords make a person wait where a token is enrolled for them, too", async () => {
  await smsGateway();
  await company.policy("enrollment", "autoenrollment=sms");
  for (let tries = 0; tries < 20; tries++) assert.equal((await check("alice", "wrong")).value, false);
  assert.equal((await check("alice", passwordOf("alice"))).json.detail, undefined, "she has to wait");
  assert.deepEqual([await company.show({ user: "alice" }), sent], [[], []]);
});

test("guessing OTPs of free tokens makes a person wait", async () => {
  await company.policy("enrollment", "autoassignment_without_password");
  await spare("HW1");
  for (let tries = 0; tries < 20; tries++) assert.equal((await check("alice", "000000")).value, false);
  assert.equal((await check("alice", otpOf(0))).value, false, "she has to wait");
  const login = { login: "alice", password: passwordOf("alice") };
  assert.equal((await company.visitor().post("/userservice/login", login)).value, true, "not at the portal");
  assert.equal((await check("bob", otpOf(0))).value, true);
});

async function smsGateway(): Promise<void> {
  const provider = {
    ...{ type: "sms", name: "gateway", timeout: 30, default: "true" },
    class: "smsprovider.HttpSMSProvider.HttpSMSProvider",
    config: JSON.stringify({
      URL: "http://127.0.0.1:9/",
      PARAMETER: {},
      SMS_TEXT_KEY: "t",
      SMS_PHONENUMBER_KEY: "p",
    }),
  };
  const set = await company.admin.post("/system/setProvider", provider);
  assert.equal(set.json.result.status, true, set.text);
}

async function mailServer(): Promise<void> {
  const provider = {
    ...{ type: "email", name: "post", timeout: 30, default: "true" },
    class: "emailprovider.SMTPEmailProvider",
    config: JSON.stringify({ SMTP_SERVER: "127.0.0.1", EMAIL_FROM: "otp@example.com" }),
  };
  const set = await company.admin.post("/system/setProvider", provider);
  assert.equal(set.json.result.status, true, set.text);
}

test("the password enrolls an SMS token, sends its first OTP, and becomes its PIN", async () => {
  await smsGateway();
  await company.policy("enrollment", "autoenrollment=sms email");
  const asked = await check("alice", passwordOf("alice"));
  assert.deepEqual([asked.value, asked.json.detail.message], [false, "sms submitted"]);
  const [token] = await company.show({ user: "alice" });
  assert.deepEqual(
    [token?.["LinOtp.TokenType"], token?.["LinOtp.TokenDesc"]],
    ["sms", "auto enrolled for alice@example"],
  );
  assert.equal(sent[0]?.[0], "+49 30 0", "as the directory has it");
  const otp = /\d{6}/.exec(sent[0]?.[1] ?? "")?.[0] ?? "";
  const { transactionid } = asked.json.detail;
  assert.equal((await check("bob", otp, { transactionid })).value, false, "not somebody else's");
  assert.equal((await check("alice", otp, { transactionid })).value, true);
  assert.equal((await check("alice", passwordOf("alice"))).json.detail.message, "sms submitted");
});

test("the order of the policy decides between SMS and e-mail", async () => {
  await smsGateway();
  await mailServer();
  await company.policy("enrollment", "autoenrollment=email sms", { user: "alice" });
  await company.policy("enrollment", "autoenrollment=*", { user: "bob" });
  assert.match((await check("alice", passwordOf("alice"))).json.detail.message, /^e-mail sent/);
  assert.equal((await check("bob", passwordOf("bob"))).json.detail.message, "sms submitted");
});

test("twenty logins at once enroll one token and send one SMS", async () => {
  await smsGateway();
  await company.policy("enrollment", "autoenrollment=sms");
  await Promise.all(Array.from({ length: 20 }, () => check("alice", passwordOf("alice"))));
  assert.equal((await company.show({ user: "alice" })).length, 1);
  assert.equal(sent.length, 1);
});

test("where a policy mails the PIN, it is made up, and no answer shows it", async () => {
  await smsGateway();
  await mailServer();
  await company.policy("enrollment", "autoenrollment=sms");
  await company.policy("notification", "autoenrollment=email::post");
  const asked = await check("alice", passwordOf("alice"));
  assert.equal(asked.json.detail.message, "sms submitted");
  const pin = /PIN is: (\w{6,})/.exec(mails[0] ?? "")?.[1];
  assert.ok(pin, "the PIN was mailed");
  assert.ok(!asked.text.includes(pin));
  assert.equal(
    (await check("alice", passwordOf("alice"))).json.detail,
    undefined,
    "the password is not the PIN",
  );
  assert.match((await check("alice", pin)).json.detail.message, /^sms/);
});

test("an enrollment or an SMS that fails is told, and lets nobody in", async () => {
  await smsGateway();
  await company.policy("enrollment", "autoenrollment=sms");
  await company.policy("enrollment", "maxtoken=0", { user: "bob" });
  hub.works = false;
  const unsent = await check("alice", passwordOf("alice"));
  assert.equal(unsent.value, false);
  assert.match(unsent.json.detail.error, /^auto_enrollment for user alice@example failed: /);
  const full = await check("bob", passwordOf("bob"));
  assert.equal(full.value, false);
  assert.match(full.json.detail.error, /^auto_enrollment for user bob@example failed: /);
  assert.deepEqual(await company.show({ user: "bob" }), []);
});

const base32 = (text: string): string => toBase32(Buffer.from(text));

async function legacy(login: string, otp: string, password = passwordOf(login)) {
  const client = company.visitor();
  const answer = await client.post("/userservice/auth", {
    login,
    password: `${base32(otp)}:${base32(password)}`,
  });
  assert.equal(client.cookies.has("userauthcookie"), answer.value === true);
  return answer.value === true;
}

test("the older portal assigns by OTP and enrolls without one, where its own policies say so", async () => {
  await smsGateway();
  await company.policy("enrollment", "autoassignment, autoenrollment=sms");
  await company.policy("selfservice", "mfa_login");
  await spare("HW1");
  assert.equal(await legacy("alice", otpOf(0)), false, "no policy in scope selfservice");
  assert.equal(await legacy("bob", ""), false);
  assert.deepEqual([await ownerOf("HW1"), sent], ["", []]);
  await company.policy("selfservice", "mfa_login, autoassignment, autoenrollment", { name: "policy_1" });
  assert.equal(await legacy("alice", otpOf(0), "wrong"), false);
  assert.equal(await ownerOf("HW1"), "");
  assert.equal(await legacy("alice", otpOf(0)), true);
  assert.equal(await ownerOf("HW1"), "alice");
  assert.equal(await legacy("bob", ""), false, "enrolled, and asked");
  assert.equal(sent.length, 1);
  const otp = /\d{6}/.exec(sent[0]?.[1] ?? "")?.[0] ?? "";
  assert.equal(await legacy("bob", `${passwordOf("bob")}${otp}`), true);
});
