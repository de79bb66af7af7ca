// Passkeys over the wire: enrolled in two steps, then signing challenges at every door; and what must not work.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import {
  Authenticator,
  type AuthenticatorWanted,
  type Choices,
  type RequestOptions,
} from "../support/authenticator.ts";
import { makeCertificate } from "../support/certificate.ts";
import type { Answer, Client, FieldValues } from "../support/client.ts";
import { type Company, enterPortal, found, passwordOf } from "../support/organisation.ts";
import { startWire } from "../support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;

const origin = "https://login.example.com";
const model = "00112233-4455-6677-8899-aabbccddeeff";
const aaguid = Buffer.from(model.replaceAll("-", ""), "hex");

beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  await company.policy("enrollment", "fido2_rp_id=example.com, fido2_rp_name=ACME");
  await company.policy("selfservice", "enrollFIDO2, verify, delete");
});

function device(wanted: Partial<AuthenticatorWanted> = {}): Authenticator {
  return new Authenticator({ origin, ...wanted });
}

/** Somebody in the portal, with the password alone. */
async function visitor(login = "alice"): Promise<Client> {
  const client = company.visitor();
  assert.equal((await client.json("/userservice/login", { login, password: passwordOf(login) })).value, true);
  return client;
}

async function begin(client: Client, fields: FieldValues = {}): Promise<Answer> {
  return await client.json("/userservice/enroll", { type: "fido2", ...fields, session: client.session });
}

async function finish(client: Client, serial: string, attestationResponse: unknown): Promise<Answer> {
  const { session } = client;
  return await client.json("/userservice/fido2_activate_finish", { serial, attestationResponse, session });
}

/** Enrolled in the portal; the answer is the serial. */
async function enroll(passkey: Authenticator, login = "alice", fields: FieldValues = {}): Promise<string> {
  const client = await visitor(login);
  const { serial, registerrequest } = (await begin(client, fields)).json.detail;
  const answer = await finish(client, serial, passkey.create(registerrequest));
  assert.equal(answer.value, true, answer.text);
  return serial;
}

/** An enrollment that is refused; the answer is the sentence. */
async function refused(passkey: Authenticator, choices: Choices = {}): Promise<string> {
  const client = await visitor();
  const { serial, registerrequest } = (await begin(client)).json.detail;
  const answer = await finish(client, serial, passkey.create(registerrequest, choices));
  assert.equal(answer.json.result.status, false, answer.text);
  const [row] = await company.show({ serial });
  assert.equal(row?.["LinOtp.Isactive"], false);
  await company.admin.post("/admin/remove", { serial });
  return answer.json.result.error?.message ?? "";
}

interface Asked {
  readonly transactionid: string;
  readonly signrequest: RequestOptions & { readonly userVerification: string };
}

async function ask(user = "alice", pass = ""): Promise<Asked> {
  return (await company.anybody.post("/validate/check", { user, pass })).json.detail;
}

async function answer(transactionid: string, assertion: unknown, user = "alice"): Promise<boolean> {
  const pass = JSON.stringify(assertion);
  return (await company.anybody.post("/validate/check", { user, pass, transactionid })).value === true;
}

/** A question, and the answer to it. */
async function login(passkey: Authenticator, choices: Choices = {}): Promise<boolean> {
  const { transactionid, signrequest } = await ask();
  return await answer(transactionid, passkey.get(signrequest, choices));
}

test("the first step shows what the browser needs, and leaves an unfinished token", async () => {
  const client = await visitor();
  const { serial, registerrequest } = (await begin(client, { description: "my key" })).json.detail;
  assert.match(serial, /^FIDO2/);
  const { challenge, user, ...rest } = registerrequest;
  assert.equal(Buffer.from(challenge, "base64url").length, 32);
  assert.equal(Buffer.from(user.id, "base64url").length, 32);
  assert.deepEqual(user, { id: user.id, name: "alice", displayName: "Alice Tester" });
  assert.deepEqual(rest, {
    rp: { id: "example.com", name: "ACME" },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
    timeout: 300_000,
    excludeCredentials: [],
    authenticatorSelection: {
      residentKey: "preferred",
      requireResidentKey: false,
      userVerification: "preferred",
    },
    hints: [],
    attestation: "direct",
    extensions: { credProps: true },
  });
  const { value } = await client.get("/userservice/usertokenlist", { session: client.session });
  assert.deepEqual(value[0].Enrollment, { status: "not completed", detail: "unpaired" });
  assert.equal(value[0]["LinOtp.Isactive"], false);
  assert.equal(value[0]["LinOtp.TokenInfo"].rp_name, "ACME");
  assert.deepEqual(await ask(), undefined, "an unfinished token asks nothing");
});

test("policies shape what is asked of the authenticator", async () => {
  await company.policy(
    "enrollment",
    "fido2_attestation_conveyance=none, fido2_user_verification_requirement=required, fido2_resident_key_requirement=required, fido2_authenticator_types=security-key hybrid",
    { user: "bob" },
  );
  const client = await visitor("bob");
  await company.policy("enrollment", "fido2_rp_id=example.com", { user: "bob" });
  const { registerrequest } = (await begin(client)).json.detail;
  assert.equal(registerrequest.attestation, "none");
  assert.deepEqual(registerrequest.hints, ["security-key", "hybrid"]);
  assert.deepEqual(registerrequest.authenticatorSelection, {
    authenticatorAttachment: "cross-platform",
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
});

test("without a relying party nothing can be enrolled, and the refusal says what is missing", async () => {
  await wire.reset();
  company = await found(wire);
  await company.policy("selfservice", "enrollFIDO2");
  const answer = await begin(await visitor());
  assert.match(answer.json.result.error?.message ?? "", /fido2_rp_id/);
  await company.policy("enrollment", "fido2_rp_id=https://example.com");
  assert.match((await begin(await visitor())).json.result.error?.message ?? "", /must be a domain/);
  assert.equal((await company.show({})).length, 0);
});

test("without the right there is no way in, at none of the steps", async () => {
  await company.admin.post("/system/delPolicy", { name: "policy_1" });
  const client = await visitor();
  assert.equal((await begin(client)).json.result.error?.code, 410);
  for (const path of ["/userservice/fido2_activate_begin", "/userservice/fido2_activate_finish"]) {
    const answer = await client.json(path, { serial: "X", attestationResponse: {}, session: client.session });
    assert.equal(answer.json.result.error?.code, 410, path);
  }
});

test("an administrator begins for somebody, and finishes with the form of the API", async () => {
  const without = await company.admin.post("/admin/init", { type: "fido2" });
  assert.equal(without.json.result.error?.code, 905);
  const begun = await company.admin.post("/admin/init", { type: "fido2", user: "alice", pin: "1234" });
  const { serial, registerrequest } = begun.json.detail;
  const passkey = device();
  const attestationResponse = JSON.stringify(passkey.create(registerrequest));
  const done = await company.admin.post("/admin/init", { type: "fido2", serial, attestationResponse });
  assert.deepEqual(done.json.detail, { serial });
  assert.equal((await ask("alice", "wrong"))?.transactionid, undefined);
  const { transactionid, signrequest } = await ask("alice", "1234");
  assert.equal(await answer(transactionid, passkey.get(signrequest)), true);
});

test("the options can be asked for again until there is a key, and only then", async () => {
  const client = await visitor();
  const first = (await begin(client, { description: "mine", pin: "" })).json.detail;
  const again = async () =>
    await client.json("/userservice/fido2_activate_begin", {
      serial: first.serial,
      type: "fido2",
      session: client.session,
    });
  const { registerrequest } = (await again()).json.detail;
  assert.notEqual(registerrequest.challenge, first.registerrequest.challenge);
  const passkey = device();
  const late = await finish(client, first.serial, passkey.create(first.registerrequest));
  assert.equal(late.json.result.status, false, "the first challenge is void");
  assert.equal((await finish(client, first.serial, passkey.create(registerrequest))).value, true);
  assert.equal((await again()).json.result.status, false);
  assert.equal(
    (await finish(client, first.serial, passkey.create(registerrequest))).json.result.status,
    false,
  );
  const [row] = await company.show({ serial: first.serial });
  assert.equal(row?.["LinOtp.TokenDesc"], "mine");
  const unknown = await client.json("/userservice/fido2_activate_begin", {
    serial: "X",
    session: client.session,
  });
  assert.equal(unknown.json.result.error?.code, 1102);
});

test("a registration that took too long begins again", async () => {
  const client = await visitor();
  const { serial, registerrequest } = (await begin(client)).json.detail;
  const response = device().create(registerrequest);
  const fields = { serial, attestationResponse: JSON.stringify(response), type: "fido2" };
  const now = new Date(Date.now() + 301_000).toISOString();
  const late = await company.admin.post("/admin/init", fields, { now });
  assert.match(late.json.result.error?.message ?? "", /took too long/);
});

test("nobody finishes what somebody else began", async () => {
  const alice = await visitor();
  const { serial, registerrequest } = (await begin(alice)).json.detail;
  const bob = await visitor("bob");
  assert.equal((await finish(bob, serial, device().create(registerrequest))).json.result.status, false);
  const begun = await bob.json("/userservice/fido2_activate_begin", { serial, session: bob.session });
  assert.equal(begun.json.result.status, false);
  const { registerrequest: own, serial: other } = (await begin(bob)).json.detail;
  assert.equal((await finish(bob, other, device().create(registerrequest))).json.result.status, false);
  assert.equal((await finish(bob, other, device().create(own))).value, true);
});

test("a limit of one lets the second step of that one through", async () => {
  await company.policy("enrollment", "maxtokenFIDO2=1");
  await enroll(device());
  const client = await visitor();
  assert.equal((await begin(client)).json.result.error?.code, 412);
});

test("the browser is told of the passkeys that are there, and one cannot be registered twice", async () => {
  const passkey = device();
  await enroll(passkey);
  const client = await visitor();
  const { registerrequest } = (await begin(client)).json.detail;
  assert.deepEqual(registerrequest.excludeCredentials, [
    { type: "public-key", id: passkey.id, transports: ["internal"] },
  ]);
  assert.equal(registerrequest.user.id, passkey.userHandle, "one person, one handle");
  assert.match(await refused(passkey), /one of yours already/);
});

test("wrong attestations leave the token inactive, and say why", async () => {
  assert.match(await refused(device({ origin: "https://badexample.com" })), /origin/i);
  assert.match(await refused(device({ origin: "http://login.example.com" })), /origin/i);
  assert.match(await refused(device(), { rpId: "evil.example.com" }), /RP ID/);
  assert.match(await refused(device(), { challenge: "AAAA" }), /challenge/);
  assert.match(await refused(device(), { userPresent: false }), /present/);
  assert.match(await refused(device(), { crossOrigin: true }), /foreign page/);
  await company.policy(
    "enrollment",
    "fido2_rp_id=example.com, fido2_user_verification_requirement=required",
    {
      user: "alice",
    },
  );
  assert.match(await refused(device(), { userVerified: false }), /verif/);
});

test("with a list of models only attested ones of the list get in", async () => {
  const root = makeCertificate({ commonName: "Root", ca: true });
  const leaf = makeCertificate({ commonName: "Leaf", issuer: root, aaguid });
  const rules = `fido2_rp_id=example.com, fido2_attestation_conveyance=none, fido2_allowed_authenticators=${model}`;
  await company.policy("enrollment", rules, { user: "alice" });
  const client = await visitor();
  assert.equal((await begin(client)).json.detail.registerrequest.attestation, "direct");
  const attested = () => device({ aaguid, attestation: [leaf] });
  assert.match(await refused(device({ aaguid })), /vouches/, "anybody can claim a model");
  assert.match(await refused(device({ aaguid, attestation: "self" })), /vouches/);
  assert.match(await refused(attested()), /vouches/, "no root is trusted yet");
  await company.admin.post("/system/setConfig", { fido2_attestation_roots: root.pem });
  const other = Buffer.alloc(16, 1);
  const stranger = makeCertificate({ commonName: "Other", issuer: root, aaguid: other });
  assert.match(await refused(device({ aaguid: other, attestation: [stranger] })), /model/);
  await enroll(attested());
});

test("a list of models at the login stops those that were enrolled before it", async () => {
  const passkey = device();
  const serial = await enroll(passkey);
  await company.policy("authorization", `fido2_allowed_authenticators=${model}`);
  assert.equal(await login(passkey), false);
  const [row] = await company.show({ serial });
  assert.equal(row?.["LinOtp.FailCount"], 0, "it is not the person's fault");
  const [last] = await company.audit({ action: "validate/check" });
  assert.match(JSON.stringify(last), /fido2_allowed_authenticators/);
});

test("the question holds what the browser needs, and the answer opens the door once", async () => {
  const passkey = device();
  const serial = await enroll(passkey);
  const asked = await company.anybody.post("/validate/check", { user: "alice", pass: "" });
  assert.equal(asked.value, false);
  const { transactionid, signrequest, ...rest } = asked.json.detail;
  assert.deepEqual(rest, {
    message: "FIDO2 authentication challenge",
    linotp_tokenserial: serial,
    linotp_tokentype: "fido2",
    linotp_tokendescription: rest.linotp_tokendescription,
  });
  assert.deepEqual(signrequest, {
    challenge: signrequest.challenge,
    rpId: "example.com",
    timeout: 120_000,
    allowCredentials: [{ type: "public-key", id: passkey.id, transports: ["internal"] }],
    userVerification: "preferred",
  });
  const assertion = passkey.get(signrequest);
  assert.equal(await answer(transactionid, assertion), true);
  assert.equal(await answer(transactionid, assertion), false, "a replay");
  const [row] = await company.show({ serial });
  assert.equal(row?.["LinOtp.Isactive"], true, "a replay is no copy of the key");
  assert.equal(JSON.parse(String(row?.["LinOtp.TokenInfo"])).counter, 1);
});

test("check_t takes the answer with the transaction alone, check_s asks by serial", async () => {
  const passkey = device({ algorithm: "EdDSA" });
  const serial = await enroll(passkey);
  const asked = await company.anybody.post("/validate/check_s", { serial, pass: "" });
  const { transactionid, signrequest } = asked.json.detail;
  const pass = JSON.stringify(passkey.get(signrequest));
  const check = async () => await company.anybody.post("/validate/check_t", { transactionid, pass });
  assert.equal((await check()).value.value, true);
  assert.equal((await check()).value.value, false);
});

test("of many identical answers at the same time exactly one opens the door", async () => {
  const passkey = device({ counts: false });
  await enroll(passkey);
  const { transactionid, signrequest } = await ask();
  const assertion = passkey.get(signrequest);
  const answers = await Promise.all(Array.from({ length: 20 }, () => answer(transactionid, assertion)));
  assert.equal(answers.filter((value) => value).length, 1);
});

test("answers to something else, elsewhere, or of somebody else open nothing", async () => {
  const passkey = device();
  await enroll(passkey);
  const bobs = device();
  await enroll(bobs, "bob");
  await company.admin.post("/admin/set", { user: "alice", MaxFailCount: 99 });
  assert.equal(await login(passkey, { origin: "https://example.com.evil.net" }), false);
  assert.equal(await login(passkey, { rpId: "example.org" }), false);
  assert.equal(await login(passkey, { challenge: "AAAA" }), false);
  assert.equal(await login(passkey, { type: "webauthn.create" }), false);
  assert.equal(await login(passkey, { userPresent: false }), false);
  assert.equal(await login(passkey, { userHandle: bobs.userHandle }), false);
  assert.equal(await login(passkey, { key: bobs.privateKey }), false);
  assert.equal(await login(bobs), false, "somebody else's credential");
  assert.equal(await login(bobs, { id: passkey.id }), false);
  const first = await ask();
  const second = await ask();
  assert.equal(await answer(second.transactionid, passkey.get(first.signrequest)), false, "another question");
  assert.equal(await login(passkey), true);
});

test("an answer to another person's question opens nobody's door", async () => {
  const passkey = device();
  await enroll(passkey);
  await enroll(device(), "bob");
  const { transactionid, signrequest } = await ask();
  assert.equal(await answer(transactionid, passkey.get(signrequest), "bob"), false);
});

test("a counter that goes back deactivates the token, and the trail says so", async () => {
  const passkey = device();
  const serial = await enroll(passkey);
  assert.equal(await login(passkey, { counter: 10 }), true);
  assert.equal(await login(passkey, { counter: 2, key: device().privateKey }), false);
  const active = async () => (await company.show({ serial }))[0]?.["LinOtp.Isactive"];
  assert.equal(await active(), true, "a forged counter is only a wrong answer");
  assert.equal(await login(passkey, { counter: 10 }), false);
  assert.equal(await active(), false);
  assert.match(JSON.stringify((await company.audit({ action: "validate/check" }))[0]), /copied/);
  await company.admin.post("/admin/enable", { serial });
  assert.equal(await login(passkey, { counter: 0 }), false, "who has counted does not stop counting");
  assert.equal(await active(), false);
});

test("a passkey that never counts works again and again", async () => {
  const passkey = device({ counts: false });
  await enroll(passkey);
  assert.deepEqual([await login(passkey), await login(passkey)], [true, true]);
});

test("a wrong answer counts, and enough of them lock the token", async () => {
  const passkey = device();
  const serial = await enroll(passkey);
  for (let attempt = 0; attempt < 10; attempt++) await login(passkey, { challenge: "AAAA" });
  const [row] = await company.show({ serial });
  assert.equal(row?.["LinOtp.FailCount"], 10);
  assert.equal(await login(passkey).catch(() => false), false);
});

test("user verification is demanded at the login where a policy says so", async () => {
  const passkey = device();
  await enroll(passkey);
  assert.equal(await login(passkey, { userVerified: false }), true);
  await company.policy("authentication", "fido2_user_verification_requirement=required");
  const { signrequest } = await ask();
  assert.equal(signrequest.userVerification, "required");
  assert.equal(await login(passkey, { userVerified: false }), false);
  assert.equal(await login(passkey), true);
});

test("rubbish of any size in place of an answer opens nothing and breaks nothing", async () => {
  const passkey = device();
  const serial = await enroll(passkey);
  await company.admin.post("/admin/set", { serial, MaxFailCount: 999 });
  const { transactionid, signrequest } = await ask();
  const good = passkey.get(signrequest);
  const wrong: unknown[] = [
    ...[{}, [], "x", { id: passkey.id }, { ...good, response: null }, { ...good, response: [] }],
    { ...good, rawId: "AAAA" },
    { ...good, type: "other" },
    { ...good, response: { ...good.response, clientDataJSON: "A".repeat(60_000) } },
    { ...good, response: { ...good.response, authenticatorData: "" } },
    { ...good, response: { ...good.response, signature: 7 } },
  ];
  for (const each of wrong)
    assert.equal(await answer(transactionid, each), false, JSON.stringify(each).slice(0, 99));
  for (const pass of ["{", "{".repeat(60_000), "[".repeat(60_000), `${JSON.stringify(good)}x`]) {
    const checked = await company.anybody.post("/validate/check", { user: "alice", pass, transactionid });
    assert.equal(checked.value, false);
  }
  assert.equal(await answer(transactionid, good), true);
});

test("in the portal a passkey is the second factor, and proves itself", async () => {
  const rollout = await company.init({ type: "pw", otpkey: "Rollout-1", user: "alice", rollout: "1" });
  await company.policy("selfservice", "mfa_login, enrollFIDO2, verify");
  await company.policy("enrollment", "purge_rollout_token");
  const first = company.visitor();
  assert.equal(await enterPortal(first, "alice", { otp: "Rollout-1" }), true);
  const passkey = device();
  const { serial, registerrequest } = (await begin(first)).json.detail;
  assert.equal((await finish(first, serial, passkey.create(registerrequest))).value, true);
  assert.equal((await company.show({ serial: rollout.serial })).length, 1, "it has proved nothing yet");

  const second = company.visitor();
  await second.json("/userservice/login", { login: "alice", password: passwordOf("alice") });
  const chosen = await second.json("/userservice/login", { serial, session: second.session });
  const { signrequest, replyMode, transactionId } = chosen.json.detail;
  assert.deepEqual(replyMode, ["offline"]);
  assert.match(transactionId, /^\d+$/);
  const otp = JSON.stringify(passkey.get(signrequest));
  const wrong = JSON.stringify(passkey.get(signrequest, { origin: "https://evil.example" }));
  assert.equal(
    (await second.json("/userservice/login", { otp: wrong, session: second.session })).value,
    false,
  );
  assert.equal((await second.json("/userservice/login", { otp, session: second.session })).value, true);
  assert.equal((await company.show({ serial: rollout.serial })).length, 0, "the rollout token is gone");
});

test("in the portal a passkey can be tried out", async () => {
  const passkey = device();
  const serial = await enroll(passkey);
  const client = await visitor();
  const { session } = client;
  const { detail } = (await client.json("/userservice/verify", { serial, session })).json;
  const otp = JSON.stringify(passkey.get(detail.signrequest));
  const fields = { serial, transactionid: detail.transactionId, session };
  assert.equal((await client.json("/userservice/verify", { ...fields, otp: "{}" })).value, false);
  assert.equal((await client.json("/userservice/verify", { ...fields, otp })).value, true);
});

test("what state somebody else's token is in is not told by any step of an enrollment", async () => {
  await company.policy("selfservice", "enrollFIDO2, enrollOCRA2, activate_OCRA2");
  for (const fields of [{ type: "hmac" }, { type: "ocra2" }, { type: "fido2" }] as const) {
    const serial = `OF-ALICE-${fields.type}`;
    await company.init({ ...fields, genkey: 1, serial, user: "alice" });
    const bob = company.visitor();
    await bob.post("/userservice/login", { login: "bob", password: passwordOf("bob") });
    for (const [path, step] of [
      ["fido2_activate_begin", {}],
      ["fido2_activate_finish", { attestationResponse: "{}" }],
      ["activateocratoken", { type: "ocra2", activationcode: "GE22" }],
    ] as const) {
      const answer = await bob.post(`/userservice/${path}`, { ...step, serial, session: bob.session });
      assert.equal(answer.json.result.error?.message, `ERR10: token '${serial}' already exist`, path);
    }
  }
});
