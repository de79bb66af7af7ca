// A VPN that asks FreeRADIUS, which asks two Latchkey nodes: set up with the files and commands that the guide gives.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { hotp } from "../../src/core/otp/hotp.ts";
import { stepAt } from "../../src/core/otp/totp.ts";
import {
  askRadius,
  attribute,
  type Front,
  frontMissing,
  type RadiusQuestion,
  type RadiusReply,
  startFront,
} from "../support/access/front.ts";
import { commandsOf, followAside } from "../support/access/guide.ts";
import { anAuthority, openTlsDoor, type TlsDoor } from "../support/access/tls.ts";
import { type Company, found } from "../support/organisation.ts";
import { startWire, type Wire, type WireOptions } from "../support/wire.ts";

/** The key of RFC 4226, appendix D, and what an app shows for it. */
const key = Buffer.from("12345678901234567890").toString("hex");
const codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922"] as const;

/** `rollout_token_allow_validate` in the guide: for those who come through this VPN. */
const vpnBerlin = "127.0.0.2";

/** Who signed the nodes' certificates. */
const authority = anAuthority();

interface Node {
  readonly wire: Wire;
  readonly door: TlsDoor;
  /** Once is enough, and twice does no harm. */
  readonly stop: () => Promise<void>;
}

async function startNode(options: WireOptions): Promise<Node> {
  const wire = await startWire(options);
  const door = await openTlsDoor(wire.address, authority);
  let stopped = false;
  return {
    wire,
    door,
    async stop() {
      if (stopped) return;
      stopped = true;
      await door.close();
      await wire.close();
    },
  };
}

/** A mail server that keeps what it is given. */
async function openPost(): Promise<{ port: number; mail: () => string; close: () => Promise<void> }> {
  let mail = "";
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _session, done) => {
      stream.on("data", (part) => {
        mail += String(part);
      });
      stream.on("end", done);
    },
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.server.address() as AddressInfo).port,
    mail: () => mail,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

describe("FreeRADIUS in front of two nodes", { skip: frontMissing() ?? false }, () => {
  let folder: string;
  let nodes: readonly [Node, Node];
  let front: Front;
  let company: Company;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "latchkey-vpn-"));
    const shared = { database: `sqlite:${join(folder, "shared.sqlite")}`, key: randomBytes(32) };
    nodes = [await startNode(shared), await startNode({ ...shared, pristine: false })];
    front = await startFront({
      nodes: [nodes[0].door.address, nodes[1].door.address],
      authority: authority.pem,
    });
  });
  after(async () => {
    await front?.stop();
    for (const node of nodes ?? []) await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await nodes[1].wire.reset();
    company = await found(nodes[1].wire);
    const believed = { key: "mayOverwriteClient", value: "127.0.0.1" };
    await company.admin.post("/system/setConfig", believed);
  });

  async function ask(user: string, pass: string, more: Partial<RadiusQuestion> = {}): Promise<RadiusReply> {
    const reply = await askRadius(front, { user, pass, ...more });
    // First, so that nothing forged can stand before it (CVE-2024-3596).
    if (reply.code !== "silence") assert.equal(reply.attributes[0]?.[0], "Message-Authenticator");
    return reply;
  }

  async function say(user: string, pass: string, more: Partial<RadiusQuestion> = {}): Promise<string> {
    return (await ask(user, pass, more)).code;
  }

  /** An app with the key above. */
  async function own(user: string, pin = ""): Promise<void> {
    await company.init({ user, type: "hmac", otpkey: key, pin });
  }

  async function rollout(user: string, secret: string): Promise<void> {
    const scope = JSON.stringify({ path: ["userservice", "validate"] });
    await company.init({ user, type: "pw", otpkey: secret, scope });
  }

  test("a right OTP is accepted once, a wrong one and a stranger are refused", async () => {
    await own("alice", "1234");
    assert.equal(await say("alice", `1234${codes[0]}`), "Access-Accept");
    assert.equal(await say("alice", `1234${codes[0]}`), "Access-Reject");
    assert.equal(await say("alice", "1234000000"), "Access-Reject");
    assert.equal(await say("nobody", `1234${codes[1]}`), "Access-Reject");
    assert.equal(await say("alice", `1234${codes[1]}`), "Access-Accept");
  });

  test("any password arrives as it was typed", async () => {
    const pins = ["p%&+#ü=?;", `\\ "q" 'a' \\n`, `%{User-Name} $\{x} \`id\``, " <>/@:€ "];
    for (const [index, pin] of pins.entries()) {
      await company.init({ user: "alice", type: "hmac", otpkey: key, serial: "SPECIAL", pin });
      assert.equal(await say("alice", `${pin}${codes[index]}`), "Access-Accept", pin);
      assert.equal(await say("alice", `${pin}x${codes[index + 1]}`), "Access-Reject", pin);
    }
  });

  test("a PIN is answered with a question, and the code in the second round lets in", async () => {
    await company.policy("authentication", "challenge_response=hmac");
    await own("alice", "1234");
    const question = await ask("alice", "1234");
    assert.equal(question.code, "Access-Challenge");
    assert.match(String(attribute(question, "Reply-Message")), /^Please enter your otp value: ?$/);
    const state = String(attribute(question, "State"));
    assert.equal(await say("alice", "000000", { state }), "Access-Reject");
    assert.equal(await say("bob", codes[0], { state }), "Access-Reject");
    assert.equal(await say("alice", codes[0], { state: "0x31266f3d78" }), "Access-Reject");
    assert.equal(await say("alice", codes[0], { state }), "Access-Accept");
    assert.equal(await say("alice", codes[0], { state }), "Access-Reject");
  });

  test("a code by SMS is asked for by the PIN and typed in the second round", async () => {
    const file = join(folder, "sms");
    const provider = { type: "sms", name: "gateway", class: "smsprovider.FileSMSProvider.FileSMSProvider" };
    const config = JSON.stringify({ file });
    await company.admin.post("/system/setProvider", { ...provider, config, timeout: 301 });
    await company.policy("authentication", "sms_provider=gateway");
    await company.init({ user: "alice", type: "sms", phone: "+49 170 1", pin: "1234" });
    const question = await ask("alice", "1234");
    assert.equal(question.code, "Access-Challenge");
    assert.equal(attribute(question, "Reply-Message"), "sms submitted");
    const otp = String(/\d{6}/.exec(readFileSync(file, "utf8")));
    assert.equal(await say("alice", otp, { state: String(attribute(question, "State")) }), "Access-Accept");
  });

  test("a code by e-mail is asked for by the PIN and typed in the second round", async (context) => {
    const post = await openPost();
    context.after(post.close);
    const provider = {
      type: "email",
      name: "post",
      class: "linotp.provider.emailprovider.SMTPEmailProvider",
    };
    const config = JSON.stringify({ SMTP_SERVER: "127.0.0.1", SMTP_PORT: post.port });
    await company.admin.post("/system/setProvider", { ...provider, config, timeout: 300, default: "true" });
    await company.init({ user: "alice", type: "email", email_address: "alice@example.com", pin: "1234" });
    const question = await ask("alice", "1234");
    assert.equal(question.code, "Access-Challenge");
    const state = String(attribute(question, "State"));
    const otp = String(/\b\d{6}\b/.exec(post.mail().split("\r\n\r\n").at(-1) ?? ""));
    assert.equal(await say("alice", "000000", { state }), "Access-Reject");
    assert.equal(await say("alice", otp, { state }), "Access-Accept");
    assert.equal(await say("alice", otp, { state }), "Access-Reject");
  });

  test("a TOTP is asked for by the PIN, and typed in the second round at the other node", async () => {
    await company.policy("authentication", "challenge_response=totp");
    await company.init({ user: "alice", type: "totp", otpkey: key, otplen: "6", pin: "1234" });
    const question = await ask("alice", "1234");
    assert.equal(question.code, "Access-Challenge");
    const state = String(attribute(question, "State"));
    const seed = Buffer.from(key, "hex");
    const otp = hotp({ seed, hash: "sha1", digits: 6 }, stepAt(Date.now(), 30));
    const turned = await startFront({
      nodes: [nodes[1].door.address, nodes[0].door.address],
      authority: authority.pem,
    });
    try {
      assert.equal((await askRadius(turned, { user: "alice", pass: otp, state })).code, "Access-Accept");
    } finally {
      await turned.stop();
    }
    assert.equal(await say("alice", otp, { state }), "Access-Reject");
  });

  test("of several tokens any answers the question", async () => {
    await company.policy("authentication", "challenge_response=hmac");
    await own("alice", "1234");
    const other = {
      otpkey: "00".repeat(20),
      pin: "1234",
      description: 'x","message":"y","transactionid":"1',
    };
    await company.init({ user: "alice", type: "hmac", ...other });
    const question = await ask("alice", "1234");
    assert.equal(attribute(question, "Reply-Message"), "Multiple challenges submitted.");
    const state = String(attribute(question, "State"));
    assert.equal(await say("alice", codes[0], { state }), "Access-Accept");
  });

  test("a rollout token opens this VPN where a policy says so, until the real token was used", async () => {
    await rollout("alice", "k7m2p9xqr4twh");
    assert.equal(await say("alice", "k7m2p9xqr4twh"), "Access-Reject");
    await company.policy("authentication", "rollout_token_allow_validate", { client: vpnBerlin });
    await company.policy("enrollment", "purge_rollout_token");
    assert.equal(await say("alice", "k7m2p9xqr4twh"), "Access-Accept");
    assert.equal(await say("alice", "k7m2p9xqr4twh", { from: "caller" }), "Access-Reject");
    const claimed = { from: "caller", caller: "203.0.113.9" } as const;
    assert.equal(await say("alice", "k7m2p9xqr4twh", claimed), "Access-Reject");
    await own("alice");
    assert.equal(await say("alice", codes[0], { from: "caller" }), "Access-Accept");
    assert.equal(await say("alice", "k7m2p9xqr4twh"), "Access-Reject");
    const left = (await company.show({ user: "alice" })).map((token) => token["LinOtp.TokenType"]);
    assert.deepEqual(left, ["HMAC"]);
  });

  test("an access point is told by its own address, whatever it claims; a person only where its entry says so", async () => {
    await own("alice");
    await say("alice", "000000", { caller: "203.0.113.9" });
    await say("alice", "000000", { from: "caller", caller: "203.0.113.9" });
    await say("alice", "000000", { from: "caller", caller: "2001:db8::9" });
    for (const caller of ["00-11-22-33-44-55", "00:11:22:33:44:55", "203.0.113.9, 1.2.3.4"]) {
      await say("alice", "000000", { from: "caller", caller });
    }
    const rows = await company.audit({ action: "validate/check" });
    const clients = rows.map((row) => row.find((cell) => /^(127\.0|203\.|2001:)/.test(String(cell))));
    assert.deepEqual(clients, [...Array(3).fill("127.0.0.3"), "2001:db8::9", "203.0.113.9", "127.0.0.2"]);
  });

  test("the guide's own commands let the rollout token in, and try an OTP", async () => {
    const address = nodes[1].wire.address;
    // The function `admin` of the guide about rollouts, with the session of this test's administrator.
    const login = `curl -sS -c "$JAR" -d username=admin -d 'password=Test123!' ${address}/admin/login >/dev/null
      CSRF=$(awk '$6 == "csrf_access_token" { print $7 }' "$JAR")
      admin() { path=$1; shift; curl -sS -b "$JAR" -H "X-CSRF-TOKEN: $CSRF" "$@" "${address}$path" | grep -q '"status": *true'; }`;
    const here = (commands: string, radius = "127.0.0.1") =>
      commands
        .replaceAll("192.0.2.10", radius)
        .replaceAll("10.8.0.1", vpnBerlin)
        .replaceAll("realm=users", "realm=example");
    await company.admin.post("/system/setConfig", { key: "mayOverwriteClient", value: "203.0.113.1" });
    await rollout("alice", "k7m2p9xqr4twh");
    const JAR = join(folder, "jar");
    await followAside([login, here(commandsOf("client")), here(commandsOf("rollout"))].join("\n"), { JAR });
    assert.equal(await say("alice", "k7m2p9xqr4twh", { from: "caller" }), "Access-Reject");
    assert.equal(await say("alice", "k7m2p9xqr4twh"), "Access-Accept");
    await own("alice", "1234");
    const request = here(commandsOf("try"), `127.0.0.1:${front.port}`);
    await followAside(request.replace("User-Name", `Packet-Src-IP-Address = ${vpnBerlin}\nUser-Name`));
    assert.equal(await say("alice", "k7m2p9xqr4twh"), "Access-Reject");
  });

  test("a request without Message-Authenticator is dropped before anybody is asked", async () => {
    await own("alice");
    assert.equal(await say("alice", codes[0], { signed: false, patience: 1 }), "silence");
    assert.equal(await say("alice", codes[0]), "Access-Accept");
  });

  test("what is no plain password is refused", async () => {
    await own("alice");
    assert.equal(await say("alice", codes[0], { chap: true }), "Access-Reject");
    assert.equal(await say("alice", codes[0]), "Access-Accept");
  });

  test("a node that cannot prove who it is is told nothing", async (context) => {
    await own("alice");
    const impostor = await openTlsDoor(nodes[1].wire.address, anAuthority());
    context.after(impostor.close);
    const deceived = await startFront({
      nodes: [impostor.address, impostor.address],
      authority: authority.pem,
    });
    context.after(deceived.stop);
    assert.equal((await askRadius(deceived, { user: "alice", pass: codes[0], patience: 1 })).code, "silence");
    assert.equal(await say("alice", codes[0]), "Access-Accept");
  });

  test("with one node stopped the other is asked, and with none there is silence", async () => {
    await own("alice");
    assert.equal(await say("alice", codes[0]), "Access-Accept");
    await nodes[0].stop();
    assert.equal(await say("alice", codes[1]), "Access-Accept");
    await nodes[1].stop();
    assert.equal(await say("alice", codes[2], { patience: 1 }), "silence");
  });
});
