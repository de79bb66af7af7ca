// sshd and sudo of a Linux machine that ask Latchkey: by HTTP and by RADIUS, set up as the guide says.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { type Front, frontMissing, startFront } from "../support/access/front.ts";
import { aMachine, type PamMachine, pamMissing, pamRadiusMissing } from "../support/access/pam.ts";
import { type Company, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

/** The key of RFC 4226, appendix D, and what an app shows for it. */
const key = Buffer.from("12345678901234567890").toString("hex");
const codes = ["755224", "287082", "359152", "969429"] as const;

/** Nobody listens there. */
const nobody = "http://127.0.0.1:9";
const hardPin = `p%&+#ü=;@\\n "q" 'a' \${HOME} \`id\` %s`;

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

  function httpMachine([first, second]: readonly [string, string]): PamMachine {
    return aMachine({
      recipe: "pam-http",
      edits: {
        "etc/pam.d/latchkey": [
          ["https://otp1.example.com", first],
          ["https://otp2.example.com", second],
        ],
      },
      files: { "etc/security/latchkey-pam.conf": "LATCHKEY_REALM=example\n" },
    });
  }

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
