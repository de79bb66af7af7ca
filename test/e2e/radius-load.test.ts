// FreeRADIUS as a service, with all its threads, in front of two node processes: many logins at once, nodes that are
// killed or frozen meanwhile.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { askRadius, type Front, frontMissing, startFront } from "../support/access/front.ts";
import { type Answered, askAtOnce } from "../support/access/load.ts";
import { type Node, newKey, startNode, temporaryDatabase } from "../support/nodes.ts";
import { type Company, found } from "../support/organisation.ts";

const crowd = Array.from({ length: 100 }, (_, index) => `person${index}`);
const yes = "Access-Accept";
const no = "Access-Reject";

/** Each person's key is the name. */
function otp(user: string, counter: number): string {
  return hotp({ seed: seedOf(user), hash: "sha1", digits: 6 }, counter);
}

function seedOf(user: string): Buffer {
  return Buffer.from(user.padEnd(20, "."));
}

function tally(answers: readonly Answered[]): Readonly<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const { code } of answers) count[code] = (count[code] ?? 0) + 1;
  return count;
}

describe("FreeRADIUS in front of two node processes", { skip: frontMissing() ?? false }, () => {
  const { url, remove } = temporaryDatabase();
  const folder = mkdtempSync(join(tmpdir(), "latchkey-crowd-"));
  let nodes: readonly [Node, Node];
  let front: Front;
  let company: Company;
  before(async () => {
    const key = newKey();
    nodes = [await startNode({ database: url, key }), await startNode({ database: url, key, join: true })];
    front = await startFront({ nodes: [nodes[0].address, nodes[1].address], threads: true });
    company = await found(nodes[1]);
    await company.admin.post("/system/setConfig", { key: "mayOverwriteClient", value: "127.0.0.1" });
    await bringCrowd();
  });
  afterEach(() => {
    for (const node of nodes) node.thaw();
  });
  after(async () => {
    await front?.stop();
    for (const node of nodes ?? []) await node.kill();
    remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function bringCrowd(): Promise<void> {
    const lines = crowd.map((user, index) => `${user}:x:${1000 + index}:100:${user}::/bin/sh\n`);
    writeFileSync(join(folder, "passwd"), lines.join(""));
    const people = { name: "crowd", type: "passwdresolver", fileName: join(folder, "passwd") };
    await company.admin.post("/system/setResolver", people);
    const resolvers = "useridresolver.PasswdIdResolver.IdResolver.crowd";
    await company.admin.post("/system/setRealm", { realm: "example", resolvers });
    for (const user of crowd) {
      await company.init({ type: "hmac", user, otpkey: seedOf(user).toString("hex"), otplen: "6" });
    }
  }

  async function login(user: string, counter: number, patience = 10): Promise<string> {
    return (await askRadius(front, { user, pass: otp(user, counter), patience })).code;
  }

  test("of 200 identical OTPs at once exactly one lets in", async () => {
    const asked = Array(200).fill({ user: "person0", pass: otp("person0", 0) });
    assert.deepEqual(tally(await askAtOnce(front, asked)), { [yes]: 1, [no]: 199 });
  });

  test("200 logins at once are answered rightly, each of them", async () => {
    const asked = crowd.flatMap((user) => [
      { user, pass: otp(user, 1) },
      { user, pass: "000000" },
    ]);
    const answers = await askAtOnce(front, asked);
    assert.equal(answers.length, 200);
    for (const { user, pass, code } of answers) {
      // 199 replays are too many for the first one.
      const right = user !== "person0" && pass === otp(user, 1);
      assert.equal(code, right ? yes : no, `${user} ${pass}`);
    }
  });

  test("while a node is frozen the other one lets in", async () => {
    nodes[0].freeze();
    assert.equal(await login("person1", 2), yes);
    assert.equal(await login("person1", 2), no);
    const few = crowd.slice(2, 12);
    const answers = await askAtOnce(
      front,
      few.map((user) => ({ user, pass: otp(user, 2) })),
    );
    assert.deepEqual(tally(answers), { [yes]: few.length });
    nodes[0].thaw();
    assert.equal(await login("person1", 3), yes);
  });

  test("while both are frozen nobody gets in, and afterwards everybody does again", async () => {
    for (const node of nodes) node.freeze();
    assert.equal(await login("person20", 2), "silence");
    for (const node of nodes) node.thaw();
    assert.equal(await login("person20", 3), yes);
  });

  test("a node that dies under load costs at most those OTPs that it had in its hands", async () => {
    const some = crowd.slice(30);
    const asked = some.flatMap((user) => [
      { user, pass: otp(user, 4) },
      { user, pass: otp(user, 4) },
    ]);
    const load = askAtOnce(front, asked);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await nodes[0].kill();
    const answers = await load;
    const inside = answers.filter(({ code }) => code === yes).map(({ user }) => user);
    assert.equal(new Set(inside).size, inside.length, "somebody got in twice by one OTP");
    assert.ok(inside.length > some.length / 2, `only ${inside.length} of ${some.length} got in`);
    assert.equal(await login("person30", 5), yes);
  });

  test("when both are gone nobody gets in", async () => {
    for (const node of nodes) await node.kill();
    const codes = await Promise.all(crowd.slice(40, 50).map((user) => login(user, 6, 3)));
    assert.deepEqual(new Set(codes), new Set(["silence"]));
  });
});
