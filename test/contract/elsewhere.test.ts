// Tokens and policies that let another server decide, with real servers on this machine: a second one of ours, a RADIUS
// server, and one that speaks Yubico's protocol.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { Client, type FieldValues } from "../support/client.ts";
import { type Company, enterPortal, found } from "../support/organisation.ts";
import { type RadiusServer, startRadius } from "../support/radius-server.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
/** The other server, and the company that it knows: the same people. */
let peerWire: Wire;
let peer: Company;
let radius: RadiusServer;

const secret = "between us";
const key = "3132333435363738393031323334353637383930";
const otpOf = (counter: number): string =>
  hotp({ seed: Buffer.from(key, "hex"), hash: "sha1", digits: 6 }, counter);

before(async () => {
  wire = await startWire({ database: "sqlite::memory:" });
  peerWire = await startWire({ database: "sqlite::memory:" });
  radius = await startRadius(secret, ({ user, password, state }) => {
    if (state !== undefined) return { code: state === "step 2" && password === "777" ? 2 : 3 };
    if (user === "carol" && password === "123456")
      return { code: 11, state: "step 2", message: "And the next one?" };
    return { code: password === "123456" ? 2 : 3 };
  });
});
after(async () => {
  await wire.close();
  await peerWire.close();
  await radius.close();
});
beforeEach(async () => {
  await wire.reset();
  await peerWire.reset();
  company = await found(wire);
  peer = await found(peerWire);
  radius.seen.length = 0;
});

async function check(user: string, pass: string, more: FieldValues = {}) {
  return await company.anybody.post("/validate/check", { user, pass, ...more });
}

async function failCount(at: Company, serial: string): Promise<unknown> {
  return (await at.show({ serial }))[0]?.["LinOtp.FailCount"];
}

/** A port that was somebody's a moment ago. */
async function nobodysAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

async function remoteToken(set: FieldValues = {}): Promise<void> {
  await company.init({
    ...{ type: "remote", serial: "RE1", user: "alice", pin: "here" },
    ...{ "remote.server": peerWire.address, "remote.local_checkpin": "1", "remote.serial": "HW1" },
    ...set,
  });
}

test("a remote token takes its PIN here and the OTP of a token there, once", async () => {
  await peer.init({ type: "hmac", otpkey: key, serial: "HW1", user: "alice" });
  await remoteToken();
  assert.equal((await check("alice", `here${otpOf(0)}`)).value, true);
  assert.equal((await check("alice", `here${otpOf(0)}`)).value, false, "spent there");
  assert.deepEqual([await failCount(company, "RE1"), await failCount(peer, "HW1")], [1, 1]);
  assert.equal((await check("alice", `there${otpOf(1)}`)).value, false);
  assert.equal(await failCount(peer, "HW1"), 1, "a wrong PIN is nobody else's business");
  assert.equal((await check("alice", `here${otpOf(1)}`)).value, true);
  assert.equal(await failCount(company, "RE1"), 0);
});

test("a remote token may name a user of the other server, and leave the PIN to it", async () => {
  await peer.init({ type: "hmac", otpkey: key, serial: "HW1", user: "bob", pin: "there" });
  const whom = { "remote.serial": "", "remote.user": "bob", "remote.realm": "example" };
  await remoteToken({ ...whom, "remote.local_checkpin": "0" });
  assert.equal((await check("alice", `there${otpOf(0)}`)).value, true);
  assert.equal((await check("alice", `here${otpOf(1)}`)).value, false);
  const [entry] = await peer.audit({ action: "validate/check" });
  assert.deepEqual([entry?.[5], entry?.[8]], ["0", "bob"]);
});

test("a remote token opens the portal as well", async () => {
  await company.policy("selfservice", "mfa_login");
  await peer.init({ type: "hmac", otpkey: key, serial: "HW1", user: "alice" });
  await remoteToken();
  assert.equal(await enterPortal(company.visitor(), "alice", { otp: "000000" }), false);
  assert.equal(await enterPortal(company.visitor(), "alice", { otp: otpOf(0) }), true);
});

test("another server that is down lets nobody in and locks nothing, and the trail says why", async () => {
  await remoteToken({ "remote.server": await nobodysAddress() });
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice", pin: "own" });
  for (let tries = 0; tries < 12; tries++) assert.equal((await check("alice", "here123456")).value, false);
  assert.deepEqual([await failCount(company, "RE1"), await failCount(company, "OWN")], [0, 0]);
  const [entry] = await company.audit({ action: "validate/check" });
  assert.match(JSON.stringify(entry), /checking token RE1 failed: /);
  assert.equal((await check("alice", `own${otpOf(0)}`)).value, true);
});

test("a server that answers nonsense, an error or a redirect lets nobody in", async () => {
  const answers: readonly ((address: string) => readonly [number, string, Record<string, string>])[] = [
    () => [200, "yes", {}],
    () => [200, '{"result":{"status":true,"value":"true"}}', {}],
    () => [200, '{"result":{"status":false,"value":true}}', {}],
    () => [200, '{"result":{"value":true}}', {}],
    () => [500, '{"result":{"status":true,"value":true}}', {}],
    (address) => [307, '{"result":{"status":true,"value":true}}', { location: `${address}/validate/ok` }],
  ];
  let turn = 0;
  const liar = createServer((_request, response) => {
    const [status, body, headers] = answers[turn]?.(peerWire.address) ?? [404, "", {}];
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((ready) => liar.listen(0, "127.0.0.1", ready));
  after(() => liar.close());
  const { port } = liar.address() as AddressInfo;
  await remoteToken({ "remote.server": `http://127.0.0.1:${port}` });
  for (; turn < answers.length; turn++)
    assert.equal((await check("alice", "here123456")).value, false, `answer ${turn}`);
  assert.equal(await failCount(company, "RE1"), 0);
});

async function withQuestion(): Promise<string> {
  await company.policy("authentication", "challenge_response=remote");
  await peer.policy("authentication", "challenge_response=hmac");
  await peer.init({ type: "hmac", otpkey: key, serial: "HW1", user: "alice", pin: "there" });
  await remoteToken({ "remote.local_checkpin": "0" });
  const asked = await check("alice", "there");
  assert.deepEqual([asked.value, asked.json.detail.message], [false, "Remote Otp: "], asked.text);
  assert.equal(asked.json.detail.linotp_tokenserial, "RE1");
  return asked.json.detail.transactionid;
}

test("the other server's question is asked here, and answered there", async () => {
  const transactionid = await withQuestion();
  const [challenge] = await peerWire.world.store.challenges(transactionid);
  assert.equal(challenge, undefined, "the transaction is ours");
  assert.equal((await check("alice", "000000", { transactionid })).value, false);
  assert.equal((await check("alice", otpOf(0), { state: transactionid })).value, true);
  assert.equal((await check("alice", otpOf(1), { transactionid })).value, false, "answered once");
});

test("a transaction answers by itself, and tells how far it has come", async () => {
  const transactionid = await withQuestion();
  const answer = await company.anybody.post("/validate/check_t", { transactionid, pass: otpOf(0) });
  assert.equal(answer.value.value, true, answer.text);
});

test("nobody answers another person's question", async () => {
  const transactionid = await withQuestion();
  const bobs = { serial: "RE2", user: "bob", "remote.serial": "", "remote.user": "bob" };
  await remoteToken({ ...bobs, "remote.local_checkpin": "0" });
  for (const user of ["bob", "carol", "nobody"])
    assert.equal((await check(user, otpOf(0), { transactionid })).value, false);
  assert.equal((await check("alice", otpOf(0), { transactionid })).value, true, "still open, and not spent");
});

async function radiusToken(set: FieldValues = {}): Promise<void> {
  await company.init({
    ...{ type: "radius", serial: "RA1", user: "alice", pin: "here", "radius.user": "alice" },
    ...{ "radius.server": radius.address, "radius.secret": secret, "radius.local_checkpin": "1" },
    ...set,
  });
}

test("a RADIUS token takes its PIN here and the password there", async () => {
  await radiusToken();
  assert.equal((await check("alice", "here123456")).value, true);
  assert.deepEqual(radius.seen, [{ user: "alice", password: "123456", state: undefined }]);
  assert.equal((await check("alice", "here654321")).value, false);
  assert.equal((await check("alice", "gone123456")).value, false);
  assert.deepEqual([radius.seen.length, await failCount(company, "RA1")], [2, 2]);
});

test("an Access-Challenge becomes a question, whose State goes back with the answer", async () => {
  await company.policy("authentication", "challenge_response=radius");
  await radiusToken({ "radius.user": "carol", "radius.local_checkpin": "0" });
  const asked = await check("alice", "123456");
  assert.deepEqual([asked.value, asked.json.detail.message], [false, "And the next one?"]);
  const { transactionid } = asked.json.detail;
  assert.ok(!asked.text.includes("step 2") && !asked.text.includes(Buffer.from("step 2").toString("hex")));
  assert.equal((await check("alice", "888", { transactionid })).value, false);
  assert.equal((await check("alice", "777", { transactionid })).value, true);
  assert.deepEqual(radius.seen.at(-1), { user: "carol", password: "777", state: "step 2" });
});

test("the shared secret of a RADIUS token is shown nowhere", async () => {
  await radiusToken();
  const { text } = await company.admin.get("/admin/show", { serial: "RA1" });
  const tokens = await company.admin.get("/api/v2/tokens/RA1");
  const trail = JSON.stringify(await company.audit());
  for (const shown of [text, tokens.text, trail]) assert.ok(!shown.includes(secret), shown);
});

const forwardTo = (address: string): string => `forward_server='radius://${address}/?secret=between%20us'`;

async function importPolicies(file: string): ReturnType<Client["post"]> {
  const form = new FormData();
  form.append("file", new Blob([file]), "policies.cfg");
  return await company.admin.send("/system/importPolicy", { method: "POST", body: form }, {});
}

test("forward_server asks a RADIUS server about everybody, with a secret that no answer shows", async () => {
  await company.policy("authentication", forwardTo(radius.address), { name: "fs" });
  assert.equal((await check("alice", "123456")).value, true);
  assert.equal((await check("alice", "wrong")).value, false);
  assert.equal((await check("nobody", "123456")).value, false, "unknown people are not asked about");
  const asked = await check("carol", "123456");
  assert.deepEqual(
    [asked.value, asked.json.detail],
    [false, { transactionid: Buffer.from("step 2").toString("hex"), message: "And the next one?" }],
  );
  assert.equal((await check("carol", "777", { state: asked.json.detail.transactionid })).value, true);
  const views = [
    company.admin.get("/system/getPolicy", { name: "fs" }),
    company.admin.get("/system/getPolicy", { export: "true" }),
    company.admin.get("/system/policies_flexi", {}),
    company.admin.get("/system/getConfig", {}),
    company.admin.get("/system/checkPolicy", {
      ...{ user: "alice", realm: "example", scope: "authentication", action: "forward_server" },
      client: "127.0.0.1",
    }),
    company.admin.get("/audit/search", {}),
  ];
  for (const { text, status } of await Promise.all(views)) {
    assert.equal(status, 200);
    assert.ok(!/between(%20|\+| )us/.test(text), text.slice(0, 2000));
  }
  const shown = (await company.admin.get("/system/getPolicy", { name: "fs" })).value.fs;
  assert.match(shown.action, /encsecret=[0-9a-f]+/);
  await company.policy("authentication", shown.action, { name: "fs" });
  assert.equal((await check("alice", "123456")).value, true, "saved again as it was shown");
  const file = await company.admin.get("/system/getPolicy", { export: "true" });
  await company.admin.post("/system/delPolicy", { name: "fs" });
  assert.equal((await check("alice", "123456")).value, false);
  const imported = await importPolicies(file.text);
  assert.match(imported.text, /status.{0,3}true/i);
  assert.equal((await check("alice", "123456")).value, true, "imported as it was exported");
});

test("a file of policies with a secret in clear is kept sealed", async () => {
  await company.policy("authentication", forwardTo(radius.address), { name: "fs" });
  const file = await company.admin.get("/system/getPolicy", { export: "true" });
  const clear = file.text.replace(/encsecret=[0-9a-f]+/, "secret=between%20us");
  assert.notEqual(clear, file.text);
  await company.admin.post("/system/delPolicy", { name: "fs" });
  assert.match((await importPolicies(clear)).text, /status.{0,3}true/i);
  const { text } = await company.admin.get("/system/getPolicy", { name: "fs" });
  assert.ok(text.includes("encsecret=") && !text.includes("between"), text);
  assert.equal((await check("alice", "123456")).value, true);
});

test("forward_server passes everything on to a server of the same kind", async () => {
  await peer.init({ type: "hmac", otpkey: key, serial: "HW1", user: "alice", pin: "there" });
  await peer.policy("authentication", "challenge_response=hmac");
  const server = `${peerWire.address}/validate/check`;
  await company.policy("authentication", `forward_server=${server}, forward_on_no_token`);
  assert.equal((await check("alice", `there${otpOf(0)}`)).value, true);
  const asked = await check("alice", "there");
  assert.equal(asked.value, false);
  assert.equal(asked.json.detail.linotp_tokenserial, "HW1", asked.text);
  const { transactionid } = asked.json.detail;
  assert.equal((await check("alice", otpOf(1), { transactionid })).value, true);
  await company.init({ type: "pw", otpkey: "mine", user: "alice" });
  assert.equal((await check("alice", `there${otpOf(2)}`)).value, false, "she has a token here");
  assert.equal((await check("alice", "mine")).value, true);
});

test("forwarding lets nobody into the portal", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.policy("authentication", forwardTo(radius.address));
  assert.equal(await enterPortal(company.visitor(), "alice", { otp: "123456" }), false);
});

/** Yubico's validation protocol 2.0, section "Response": signed with the client's key. */
function yubicoServer(apiKey: string, statusOf: (otp: string) => string) {
  return createServer((request, response) => {
    const query = new URL(request.url ?? "/", "http://x").searchParams;
    const pairs = {
      ...{ nonce: query.get("nonce") ?? "", otp: query.get("otp") ?? "", sl: "50" },
      ...{ status: statusOf(query.get("otp") ?? ""), t: "2026-11-23T12:00:00Z0000" },
    };
    const text = Object.entries(pairs)
      .toSorted()
      .map(([name, value]) => `${name}=${value}`)
      .join("&");
    const h = createHmac("sha1", Buffer.from(apiKey, "base64")).update(text).digest("base64");
    response.end(`h=${h}\r\n${text.replaceAll("&", "\r\n")}\r\n`);
  });
}

test("a Yubico token takes what Yubico's servers take", async () => {
  const apiKey = Buffer.from("yubico's secret").toString("base64");
  const [good, other] = ["vvccccbbccdd", "vvccccbbccee"].map((id) => `${id}${"cbdefghijklnrtuv".repeat(2)}`);
  const seen = new Set<string>();
  const server = yubicoServer(apiKey, (otp) => {
    const isNew = otp === good && !seen.has(otp);
    seen.add(otp);
    return isNew ? "OK" : "REPLAYED_OTP";
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await company.init({
    type: "yubico",
    serial: "UB1",
    user: "alice",
    pin: "here",
    "yubico.tokenid": good ?? "",
  });
  assert.equal((await check("alice", `here${good}`)).value, false, "nothing is configured");
  assert.equal(await failCount(company, "UB1"), 0);
  const url = `http://127.0.0.1:${port}/wsapi/2.0/verify`;
  await company.admin.post("/system/setConfig", { "yubico.id": "1", "yubico.url": url });
  const sealed = { key: "yubico.secret", value: apiKey, type: "password" };
  await company.admin.post("/system/setConfig", sealed);
  assert.equal((await check("alice", `here${other}`)).value, false);
  assert.deepEqual([...seen], [], "somebody else's key is not asked about");
  assert.equal((await check("alice", `here${good}`)).value, true);
  assert.equal((await check("alice", `here${good}`)).value, false);
  assert.equal(await failCount(company, "UB1"), 1);
});

test("a forward token takes its own PIN and another person's OTP, as long as that token is there", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "HW1", user: "bob", pin: "his" });
  await company.init({ type: "forward", serial: "FW1", user: "alice", pin: "hers", "forward.serial": "HW1" });
  assert.equal((await check("alice", `hers${otpOf(0)}`)).value, true);
  assert.equal((await check("bob", `his${otpOf(0)}`)).value, false, "spent");
  assert.equal((await check("alice", `his${otpOf(1)}`)).value, false);
  assert.equal((await check("alice", "hers000000")).value, false);
  assert.deepEqual(
    [await failCount(company, "FW1"), await failCount(company, "HW1")],
    [2, 3],
    "a wrong PIN costs both",
  );
  const chain = { type: "forward", serial: "FW2", user: "alice", "forward.serial": "FW1" };
  assert.equal((await company.admin.post("/admin/init", chain)).json.result.status, false);
  await company.admin.post("/admin/remove", { serial: "HW1" });
  for (const pass of ["hers", `hers${otpOf(1)}`, "", otpOf(1)])
    assert.equal((await check("alice", pass)).value, false);
});

test("one OTP, at once through the forward token and at its own: one of them is let in", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "HW1", user: "bob" });
  await company.init({ type: "forward", serial: "FW1", user: "alice", "forward.serial": "HW1" });
  const people = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? "alice" : "bob"));
  const answers = await Promise.all(people.map((login) => check(login, otpOf(0))));
  assert.equal(answers.filter(({ value }) => value === true).length, 1);
});

test("an administrator of some realms cannot let a token stand in for one of others", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "HW1", user: "bob" });
  await company.init({ type: "hmac", otpkey: key, serial: "LOOSE" });
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
  await company.admin.post("/system/setRealm", { realm: "branch", resolvers });
  await company.init({ type: "hmac", otpkey: key, serial: "HW2", realm: "branch" });
  await company.policy("admin", "*", { user: "superuser" });
  await company.policy("admin", "*", { user: "admin" });
  await company.policy("admin", "initFORWARD, initHMAC", { user: "hans", realm: "branch" });
  const hans = await new Client(wire.address).login("hans");
  const init = async (target: string) =>
    await hans.post("/admin/init", { type: "forward", realm: "branch", "forward.serial": target });
  assert.equal((await init("HW2")).json.result.status, true);
  for (const target of ["LOOSE", "HW1"]) {
    await company.admin.post("/admin/tokenrealm", { serial: "HW1", realms: "example" });
    assert.equal((await init(target)).json.result.error?.code, 410, target);
  }
});
