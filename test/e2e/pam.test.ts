// sshd and sudo of a Linux machine that ask Latchkey: by HTTP and by RADIUS, set up as the guide says.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { type FakeNode, http, startFakeNode } from "../support/access/fake-node.ts";
import { type Front, frontMissing, startFront } from "../support/access/front.ts";
import { aMachine, type PamMachine, pamMissing, pamRadiusMissing } from "../support/access/pam.ts";
import { anAuthority, openTlsDoor } from "../support/access/tls.ts";
import type { Certificate } from "../support/certificate.ts";
import { type Company, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

/** The key of RFC 4226, appendix D, and what an app shows for it. */
const key = Buffer.from("12345678901234567890").toString("hex");
const codes = ["755224", "287082", "359152", "969429"] as const;

/** Nobody listens there. */
const nobody = "http://127.0.0.1:9";
const hardPin = `p%&+#ü=;@\\n "q" 'a' \${HOME} \`id\` %s`;

function httpMachine(
  [first, second]: readonly [string, string],
  files: Readonly<Record<string, string>> = { "etc/security/latchkey-pam.conf": "LATCHKEY_REALM=example\n" },
): PamMachine {
  const edits = {
    "etc/pam.d/latchkey": [
      ["https://otp1.example.com", first],
      ["https://otp2.example.com", second],
    ],
  } as const;
  return aMachine({ recipe: "pam-http", edits, files });
}

describe("PAM by HTTP", { skip: pamMissing() ?? false }, () => {
  let wire: Wire;
  let company: Company;
  let machine: PamMachine;
  before(async () => {
    wire = await startWire();
    machine = httpMachine([nobody, wire.address]);
  });
  after(async () => {
    machine?.remove();
    await wire.close();
  });
  beforeEach(async () => {
    await wire.reset();
    company = await found(wire);
  });

  test("sshd and sudo let in with PIN and OTP, once, and nobody else", async () => {
    await company.init({ user: "alice", type: "hmac", otpkey: key, pin: "1234" });
    assert.equal((await machine.enter("sshd", "alice", [`1234${codes[0]}`])).accepted, true);
    assert.equal((await machine.enter("sshd", "alice", [`1234${codes[0]}`])).accepted, false);
    assert.equal((await machine.enter("sudo", "alice", [`1234${codes[1]}`])).accepted, true);
    assert.equal((await machine.enter("sudo", "alice", ["1234000000"])).accepted, false);
    assert.equal((await machine.enter("sudo", "nobody", [`1234${codes[2]}`])).accepted, false);
    assert.equal((await machine.enter("sudo", "alice", [""])).accepted, false);
  });

  test("any password arrives as it was typed, and no process shows it", async () => {
    await company.init({ user: "alice", type: "hmac", otpkey: key, pin: hardPin });
    assert.equal((await machine.enter("sshd", "alice", [`${hardPin}${codes[0]}`])).accepted, true);
    const seen = machine.seen();
    assert.match(seen, /latchkey-pam/);
    assert.match(seen, /^user=alice$/m);
    for (const part of [hardPin, encodeURIComponent(hardPin), codes[0], "%26"]) {
      assert.equal(seen.includes(part), false, part);
    }
  });

  test("a question is no yes", async () => {
    await company.policy("authentication", "challenge_response=hmac");
    await company.init({ user: "alice", type: "hmac", otpkey: key, pin: "1234" });
    assert.equal((await machine.enter("sshd", "alice", ["1234"])).accepted, false);
  });

  test("when no node answers nobody gets in, nor by an address without TLS", async () => {
    await company.init({ user: "alice", type: "hmac", otpkey: key });
    const silent = httpMachine([nobody, nobody]);
    assert.equal((await silent.enter("sshd", "alice", [codes[0]])).accepted, false);
    silent.remove();
    const plain = httpMachine([wire.address.replace("127.0.0.1", "localhost"), wire.address]);
    assert.equal((await plain.enter("sshd", "alice", [codes[0]])).accepted, false);
    plain.remove();
    assert.equal((await machine.enter("sshd", "alice", [codes[0]])).accepted, true);
  });
});

describe("PAM by HTTP before a node that is none", { skip: pamMissing() ?? false }, () => {
  let node: FakeNode;
  let machine: PamMachine;
  before(async () => {
    node = await startFakeNode();
    machine = httpMachine([node.address, node.address]);
  });
  after(async () => {
    machine?.remove();
    await node?.close();
  });

  async function enters(answer: string): Promise<boolean> {
    node.answer(answer);
    return (await machine.enter("sshd", "alice", ["123456"])).accepted;
  }

  test("only the yes of /validate/simplecheck lets in", async () => {
    assert.equal(await enters(http(":-)")), true);
  });

  const forgeries: Readonly<Record<string, string>> = {
    "a no": http(":-("),
    "an empty answer": http(""),
    "a page": http("<html>:-)</html>", { type: "text/html" }),
    "a yes and more": http(":-) "),
    "a yes further down": http(":-(\n:-)"),
    "a JSON yes": http(`{"result":{"status":true,"value":true}}`),
    "a yes that breaks off": http(":-)", { length: 4 }),
    "half of a yes": http(":-"),
    "a yes with a fault": http(":-)", { status: "500 Internal Server Error" }),
    "a yes that is not found": http(":-)", { status: "404 Not Found" }),
    "a yes that needs a login": http(":-)", { status: "401 Unauthorized" }),
    "a yes somewhere else": http(":-)", { status: "302 Found\r\nLocation: /yes" }),
    "a yes out of somebody's cache": http(":-)", { status: "203 Non-Authoritative Information" }),
    "a yes with a number": http(":-)200", { status: "201 Created" }),
    "what is no HTTP": ":-)",
    "a closed connection": "",
  };
  for (const [name, bytes] of Object.entries(forgeries)) {
    test(`${name} is a no`, async () => {
      assert.equal(await enters(bytes), false);
    });
  }

  test("names and passwords arrive as they were typed", async () => {
    node.answer(http(":-("));
    for (const text of [
      hardPin,
      "@/etc/passwd",
      "=x&realm=y",
      "-K /etc/passwd",
      "a\\nb",
      "ü 日本 🎉",
      "x".repeat(400),
    ]) {
      await machine.enter("sshd", text, [text]);
      const fields = [...new URLSearchParams(node.asked().at(-1))];
      assert.deepEqual(fields, [
        ["user", text],
        ["realm", "example"],
        ["pass", text],
      ]);
    }
  });

  test("a node that has answered is asked once, one that failed is followed by the other", async () => {
    const before = node.asked().length;
    await enters(http(":-("));
    assert.equal(node.asked().length, before + 1);
    await enters(http(":-)", { status: "500 Internal Server Error" }));
    assert.equal(node.asked().length, before + 3);
  });

  test("neither the environment nor another stage of PAM makes a yes", async () => {
    node.answer(http(":-)"));
    const right = { PAM_TYPE: "auth", PAM_USER: "alice" };
    assert.equal((await machine.script(right, "123456")).accepted, true);
    const detour = {
      http_proxy: nobody,
      ALL_PROXY: nobody,
      LATCHKEY_REALM: "other",
      PATH: "/nowhere:/usr/bin:/bin",
    };
    assert.equal((await machine.script({ ...right, ...detour }, "123456")).accepted, true);
    assert.match(String(node.asked().at(-1)), /realm=example/);
    const before = node.asked().length;
    for (const PAM_TYPE of ["account", "open_session", "password", ""]) {
      assert.equal((await machine.script({ ...right, PAM_TYPE }, "123456")).accepted, false, PAM_TYPE);
    }
    assert.equal((await machine.script({ ...right, PAM_USER: "" }, "123456")).accepted, false);
    assert.equal((await machine.script(right, "")).accepted, false);
    assert.equal((await machine.script(right, "\0")).accepted, false);
    assert.equal(node.asked().length, before);
  });
});

describe("PAM by HTTPS", { skip: pamMissing() ?? false }, () => {
  const authority = anAuthority();
  let node: FakeNode;
  before(async () => {
    node = await startFakeNode();
    node.answer(http(":-)"));
  });
  after(async () => await node?.close());

  async function entersBy(
    issuer: Certificate,
    { files, env }: { files: Readonly<Record<string, string>>; env?: Readonly<Record<string, string>> },
  ): Promise<boolean> {
    const door = await openTlsDoor(node.address, issuer);
    const machine = httpMachine([door.address, door.address], files);
    try {
      if (env === undefined) return (await machine.enter("sshd", "alice", ["123456"])).accepted;
      return (await machine.script({ PAM_TYPE: "auth", PAM_USER: "alice", ...env }, "123456")).accepted;
    } finally {
      machine.remove();
      await door.close();
    }
  }

  const settings = {
    "etc/security/authority.pem": authority.pem,
    "etc/security/latchkey-pam.conf": "LATCHKEY_CA=/etc/security/authority.pem\n",
  };

  test("a node whose certificate the authority signed is believed", async () => {
    assert.equal(await entersBy(authority, { files: settings }), true);
  });

  test("a node that cannot prove who it is is told nothing", async () => {
    const before = node.asked().length;
    assert.equal(await entersBy(anAuthority(), { files: settings }), false);
    assert.equal(await entersBy(authority, { files: {} }), false);
    const env = {
      CURL_CA_BUNDLE: "/etc/security/authority.pem",
      SSL_CERT_FILE: "/etc/security/authority.pem",
    };
    const files = { "etc/security/authority.pem": authority.pem };
    assert.equal(
      await entersBy(authority, { files, env: { ...env, LATCHKEY_CA: env.SSL_CERT_FILE } }),
      false,
    );
    assert.equal(node.asked().length, before);
  });
});

describe("PAM by RADIUS", { skip: frontMissing() ?? pamRadiusMissing() ?? false }, () => {
  let wire: Wire;
  let company: Company;
  let front: Front;
  let machine: PamMachine;
  before(async () => {
    wire = await startWire();
    front = await startFront({ nodes: [wire.address, wire.address] });
    const edits = {
      "etc/security/latchkey-radius.conf": [["127.0.0.1:1812", `127.0.0.1:${front.port}`]],
    } as const;
    machine = aMachine({ recipe: "pam-radius", edits });
  });
  after(async () => {
    machine?.remove();
    await front?.stop();
    await wire.close();
  });
  beforeEach(async () => {
    await wire.reset();
    company = await found(wire);
  });

  test("sshd and sudo let in with PIN and OTP, and nobody else", async () => {
    await company.init({ user: "alice", type: "hmac", otpkey: key, pin: hardPin });
    assert.equal((await machine.enter("sshd", "alice", [`${hardPin}${codes[0]}`])).accepted, true);
    assert.equal((await machine.enter("sshd", "alice", [`${hardPin}${codes[0]}`])).accepted, false);
    assert.equal((await machine.enter("sudo", "alice", [`${hardPin}${codes[1]}`])).accepted, true);
    assert.equal((await machine.enter("sudo", "nobody", [codes[2]])).accepted, false);
  });

  test("a PIN is answered with a question, which the person is shown", async () => {
    await company.policy("authentication", "challenge_response=hmac");
    await company.init({ user: "alice", type: "hmac", otpkey: key, pin: "1234" });
    const { accepted, shown } = await machine.enter("sshd", "alice", ["1234", codes[0]]);
    assert.match(shown, /Please enter your otp value/);
    assert.equal(accepted, true);
    assert.equal((await machine.enter("sshd", "alice", ["1234", "000000"])).accepted, false);
  });
});
