// The web apps as files.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { openSite } from "./static.ts";

const folder = mkdtempSync(join(tmpdir(), "latchkey-site-"));
const secret = join(folder, "secret.txt");
const built = join(folder, "portal");
mkdirSync(join(built, "assets"), { recursive: true });
writeFileSync(secret, "secret");
writeFileSync(join(built, "index.html"), "<title>portal</title>");
writeFileSync(join(built, "assets", "main-Ab3_x9Zq.js"), `// ${"x".repeat(2000)}`);
const site = openSite("/selfservice/", built);

test("a file is served with its type, and kept by browsers when its name says what is in it", () => {
  const script = site.answer("assets/main-Ab3_x9Zq.js", {});
  assert.equal(script.contentType, "text/javascript; charset=utf-8");
  assert.equal(script.headers?.["cache-control"], "public, max-age=31536000, immutable");
  assert.equal(site.answer("index.html", {}).headers?.["cache-control"], "no-cache");
});

test("paths that are pages of the app lead to the app, missing files do not", () => {
  for (const path of ["", "tokens", "tokens/add"]) {
    assert.match(Buffer.from(site.answer(path, {}).body).toString(), /portal/);
  }
  assert.equal(site.answer("assets/old-12345678.js", {}).status, 404);
});

test("files are packed for those who can unpack them", () => {
  const { body, headers } = site.answer("assets/main-Ab3_x9Zq.js", { "accept-encoding": "gzip, br" });
  assert.equal(headers?.["content-encoding"], "gzip");
  assert.match(gunzipSync(body as Uint8Array).toString(), /^\/\/ x+$/);
});

test("no inline script and no frame is allowed", () => {
  const policy = site.answer("", {}).headers?.["content-security-policy"] ?? "";
  assert.match(policy, /default-src 'none'; script-src 'self';/);
  assert.match(policy, /frame-ancestors 'none'/);
});

test("nothing outside of the folder is ever served", () => {
  const piece = fc.constantFrom("..", ".", "/", "\\", "%2e%2e", "%2f", "secret.txt", "\u0000", "assets");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      for (const path of [pieces.join("/"), pieces.join(""), `../${pieces.join("/")}`, secret]) {
        assert.doesNotMatch(Buffer.from(site.answer(path, {}).body).toString(), /^secret$/);
      }
    }),
  );
});

test("an app that is not built says so", () => {
  const reply = openSite("/manage/", join(folder, "nowhere")).answer("", {});
  assert.equal(reply.status, 503);
  assert.match(String(reply.body), /npm start/);
});
