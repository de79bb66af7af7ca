// Apache in front of a node, set up with the file and the command that the guide gives.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Client } from "../support/client.ts";
import { apacheMissing, startApache } from "../support/operating/apache.ts";
import { type Curl, curl, through } from "../support/operating/curl.ts";
import type { FrontDoor } from "../support/operating/nginx.ts";
import { type Product, startProduct } from "../support/operating/product.ts";

/** From which Apache asks the node. */
const proxy = "127.0.0.9";
const caller = "127.0.0.5";
const password = "a password of the administrator";

describe("Apache in front of a node", { skip: apacheMissing() ?? false }, () => {
  let folder: string;
  let node: Product;
  let apache: FrontDoor;
  let admin: Client;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "latchkey-node-"));
    node = await startProduct({
      LATCHKEY_DATA: folder,
      LATCHKEY_ADMIN_PASSWORD: password,
      LATCHKEY_TRUSTED_PROXIES: proxy,
    });
    apache = await startApache({ node: node.address, from: proxy });
    admin = await new Client(node.address).login("admin", password);
  });
  after(async () => {
    await apache?.stop();
    await node?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (path: string, how: Partial<Curl> = {}) => through(apache)(path, { from: caller, ...how });

  async function seenAs(user: string): Promise<readonly unknown[]> {
    const { text } = await admin.get("/audit/search", { user, rp: 100 });
    return (JSON.parse(text) as { rows: { cell: unknown[] }[] }).rows.map(({ cell }) => cell[14]);
  }

  test("an administrator logs in over TLS and HTTP/2, and his cookies stay in it", async () => {
    const answer = await ask("/admin/login", { form: { username: "admin", password } });
    assert.equal(answer.version, "2");
    assert.equal(JSON.parse(answer.body).result.value, true);
    for (const cookie of answer.headers["set-cookie"] ?? []) assert.match(cookie, /; Secure$/);
    assert.match(String(answer.headers["strict-transport-security"]), /^max-age=\d{8}$/);
  });

  test("without TLS people are shown the way, and passwords are refused", async () => {
    const plain = `http://127.0.0.1:${apache.plainPort}`;
    for (const path of ["/", "/manage/", "/selfservice/tokens"]) {
      const page = await curl(`${plain}${path}`, { from: caller });
      assert.equal(page.status, 301, path);
      assert.deepEqual(page.headers["location"], [`https://${apache.host}${path}`]);
    }
    const split = await curl(`${plain}/manage/%0d%0aX-Injected:%20yes`, { from: caller });
    assert.equal(split.headers["x-injected"], undefined);
    const call = { from: caller, form: { user: "clear", pass: "x" } };
    assert.equal((await curl(`${plain}/validate/check`, call)).status, 403);
    assert.deepEqual(await seenAs("clear"), []);
  });

  test("the audit trail shows who really asked, whatever he says about it", async () => {
    const headers = [
      "X-Forwarded-For: 10.8.0.1, 127.0.0.9",
      "Forwarded: for=10.8.0.1",
      "X-Forwarded-For: 10.8.0.2",
    ];
    await ask("/validate/check", { form: { user: "honest", pass: "x" } });
    await ask("/validate/check", { form: { user: "liar", pass: "x" }, headers });
    for (const user of ["honest", "liar"]) assert.deepEqual(await seenAs(user), [caller], user);
  });

  test("bodies have a limit, and what somebody typed is in no log", async () => {
    const secret = "k7m2p9xqr4twh";
    await ask(`/validate/check?user=logged&pass=${secret}`);
    const large = { body: `user=large&pass=${secret.repeat(100_000)}`, options: ["--http1.1"] };
    assert.ok([413, 502].includes((await ask("/validate/check", large)).status));
    assert.deepEqual(await seenAs("large"), []);
    assert.match(apache.logs(), /"GET \/validate\/check" 200/);
    assert.ok(!apache.logs().includes(secret));
  });

  test("a node that is off is a bad gateway, and its callers' secrets are in no log", async () => {
    const secret = "n4v8e2wza6sdy";
    await node.stop();
    assert.equal((await ask(`/validate/check?user=logged&pass=${secret}`)).status, 503);
    assert.ok(!apache.logs().includes(secret));
  });
});
