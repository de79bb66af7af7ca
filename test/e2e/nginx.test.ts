// nginx in front of two nodes, set up with the file and the command that the guide gives: real TLS, real addresses.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect, type SecureVersion } from "node:tls";
import { Client } from "../support/client.ts";
import { type Curl, type Curled, curl, through } from "../support/operating/curl.ts";
import { type Nginx, nginxMissing, startNginx } from "../support/operating/nginx.ts";
import { type Product, startProduct } from "../support/operating/product.ts";
import { startUnfinished, type UnfinishedNode } from "../support/operating/unfinished.ts";

/** From which nginx asks the nodes. Nobody else is believed. */
const proxy = "127.0.0.9";
const caller = "127.0.0.5";
const password = "a password of the administrator";

describe("nginx in front of two nodes", { skip: nginxMissing() ?? false }, () => {
  let folder: string;
  let nodes: readonly [Product, Product];
  let nginx: Nginx;
  let admin: Client;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "latchkey-nodes-"));
    const env = {
      LATCHKEY_DATA: folder,
      LATCHKEY_ADMIN_PASSWORD: password,
      LATCHKEY_TRUSTED_PROXIES: proxy,
    };
    nodes = [await startProduct(env), await startProduct(env)];
    nginx = await startNginx({ nodes: [nodes[0].address, nodes[1].address], from: proxy });
    admin = await new Client(nodes[1].address).login("admin", password);
  });
  after(async () => {
    await nginx?.stop();
    for (const node of nodes ?? []) await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (path: string, how: Partial<Curl> = {}) => through(nginx)(path, { from: caller, ...how });

  /** Column `client` of the audit entries about this person. */
  async function seenAs(user: string): Promise<readonly unknown[]> {
    const { text } = await admin.get("/audit/search", { user, rp: 100 });
    return (JSON.parse(text) as { rows: { cell: unknown[] }[] }).rows.map(({ cell }) => cell[14]);
  }

  test("an administrator logs in over TLS and HTTP/2, and his cookies stay in it", async () => {
    const answer = await ask("/admin/login", { form: { username: "admin", password } });
    assert.equal(answer.version, "2");
    assert.equal(JSON.parse(answer.body).result.value, true);
    const cookies = answer.headers["set-cookie"] ?? [];
    assert.ok(cookies.length >= 2);
    for (const cookie of cookies) assert.match(cookie, /; Secure$/);
    assert.match(String(answer.headers["strict-transport-security"]), /^max-age=\d{8}$/);
    assert.match((await ask("/selfservice/")).body, /<div id="app">/);
  });

  test("TLS 1.2 and 1.3 are spoken, older ones are not", async () => {
    assert.equal(await spoken(nginx, "TLSv1.3"), "TLSv1.3");
    assert.equal(await spoken(nginx, "TLSv1.2"), "TLSv1.2");
    assert.equal(await spoken(nginx, "TLSv1.1"), undefined);
  });

  test("without TLS people are shown the way, and passwords are refused", async () => {
    const plain = `http://127.0.0.1:${nginx.plainPort}`;
    const page = await curl(`${plain}/manage/`, { from: caller, headers: [`Host: ${nginx.host}`] });
    assert.equal(page.status, 301);
    assert.deepEqual(page.headers["location"], [`https://${nginx.host}/manage/`]);
    const split = await curl(`${plain}/manage/%0d%0aX-Injected:%20yes`, { from: caller });
    assert.equal(split.headers["x-injected"], undefined);
    const call = { from: caller, form: { user: "clear", pass: "x" } };
    assert.equal((await curl(`${plain}/validate/check`, call)).status, 403);
    assert.deepEqual(await seenAs("clear"), []);
  });

  test("the audit trail shows who really asked, whatever he says about it", async () => {
    const lies = ["X-Forwarded-For: 10.8.0.1", "Forwarded: for=10.8.0.1", "X-Real-IP: 10.8.0.1"];
    await ask("/validate/check", { form: { user: "honest", pass: "x" } });
    await ask("/validate/check", { form: { user: "liar", pass: "x" }, headers: lies });
    await ask("/validate/check?user=lister&pass=x", { headers: ["X-Forwarded-For: 10.8.0.1, 127.0.0.9"] });
    for (const user of ["honest", "liar", "lister"]) assert.deepEqual(await seenAs(user), [caller], user);
  });

  test("past nginx nobody is believed", async () => {
    const lies = ["X-Forwarded-For: 10.8.0.1", "X-Forwarded-Proto: https"];
    const direct = { from: caller, headers: lies };
    await curl(`${nodes[0].address}/validate/check`, { ...direct, form: { user: "direct", pass: "x" } });
    assert.deepEqual(await seenAs("direct"), [caller]);
    const login = { ...direct, form: { username: "admin", password } };
    const { headers } = await curl(`${nodes[0].address}/admin/login`, login);
    for (const cookie of headers["set-cookie"] ?? []) assert.doesNotMatch(cookie, /; Secure/);
  });

  test("bodies have a limit, uploads of administrators a wider one", async () => {
    const file = (bytes: number) => ({
      headers: ["Content-Type: multipart/form-data; boundary=cut"],
      body: `--cut\r\nContent-Disposition: form-data; name="file"\r\n\r\n${"x".repeat(bytes)}\r\n--cut--\r\n`,
    });
    assert.equal((await ask("/validate/check", file(1_100_000))).status, 413);
    assert.equal((await ask("/admin/loadtokens", file(1_100_000))).status, 401);
    assert.equal((await ask("/admin/loadtokens", file(12_000_000))).status, 413);
  });

  test("what somebody typed is in no log", async () => {
    const secret = "k7m2p9xqr4twh";
    await ask(`/validate/check?user=logged&pass=${secret}`);
    await ask("/validate/check", { form: { user: "logged", pass: secret } });
    assert.match(nginx.logs(), /"GET \/validate\/check" 200/);
    assert.ok(!nginx.logs().includes(secret));
  });

  test("what a node may have worked on is not repeated, by GET neither; pages are", async () => {
    const silent = await startUnfinished();
    // Asked by turns, however often it fails.
    const edits = [["max_fails=1", "max_fails=0"]] as const;
    const between = await startNginx({ nodes: [silent.address, nodes[1].address], from: proxy, edits });
    try {
      await onceOnly({ nginx: between, silent, seenAs });
    } finally {
      await between.stop();
      await silent.close();
    }
  });

  test("when a node stops, the other one answers", async () => {
    assert.equal(await nodes[0].stop(), 0);
    for (let round = 0; round < 6; round += 1) {
      const answer = await ask("/validate/check", { form: { user: "moved", pass: "x" } });
      assert.equal(JSON.parse(answer.body).result.value, false);
      assert.equal((await ask("/selfservice/")).status, 200);
    }
    assert.deepEqual(await seenAs("moved"), Array(6).fill(caller));
  });
});

interface Silence {
  readonly nginx: Nginx;
  readonly silent: UnfinishedNode;
  readonly seenAs: (user: string) => Promise<readonly unknown[]>;
}

async function onceOnly({ nginx, silent, seenAs }: Silence): Promise<void> {
  const rounds = 6;
  const ask = through(nginx);
  const statuses = async (calls: (round: number) => Promise<Curled>) => {
    const all: number[] = [];
    for (let round = 0; round < rounds; round += 1) all.push((await calls(round)).status);
    return all;
  };
  const secret = "k7m2p9xqr4twh";
  const posted = await statuses(() =>
    ask("/validate/check", { from: caller, form: { user: "posted", pass: secret } }),
  );
  const got = await statuses(() => ask(`/validate/check?user=got&pass=${secret}`, { from: caller }));
  const pages = await statuses(() => ask("/selfservice/", { from: caller }));
  for (const [user, all] of [
    ["posted", posted],
    ["got", got],
  ] as const) {
    const unanswered = all.filter((status) => status === 502).length;
    assert.ok(unanswered > 0 && unanswered < rounds, all.join());
    assert.equal((await seenAs(user)).length, rounds - unanswered);
  }
  const calls = [...posted, ...got].filter((status) => status === 502).length;
  assert.equal(silent.taken().filter((line) => line.includes("/validate/")).length, calls);
  assert.deepEqual(pages, Array(rounds).fill(200));
  assert.ok(silent.taken().some((line) => line.startsWith("GET /selfservice/")));
  assert.ok(!nginx.logs().includes(secret));
}

/** The version that was agreed on when the caller wants this one; undefined when none was. */
function spoken({ port, host }: Nginx, version: SecureVersion): Promise<string | undefined> {
  const wanted = { minVersion: version, maxVersion: version, ciphers: "DEFAULT:@SECLEVEL=0" };
  return new Promise((tell) => {
    const socket = connect({
      port,
      host: "127.0.0.1",
      servername: host,
      rejectUnauthorized: false,
      ...wanted,
    });
    socket.once("error", () => tell(undefined));
    socket.once("secureConnect", () => {
      tell(socket.getProtocol() ?? undefined);
      socket.destroy();
    });
  });
}
