// The passwd file in particular: LinOTP's reading of it, and its life on a disk.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { opensslMissing } from "../../test/support/openssl.ts";
import { Refusal } from "../core/problem.ts";
import type { ResolverSettings } from "../core/settings.ts";
import { masterKey } from "../vault/key-file.ts";
import { openPasswords } from "../vault/password.ts";
import { openResolver, openResolvers } from "./index.ts";
import { parsePasswd, personOf } from "./passwd.ts";
import { compilePattern } from "./search.ts";

const folder = await mkdtemp(join(tmpdir(), "latchkey-passwd-"));
after(() => rm(folder, { recursive: true }));
const passwords = openPasswords([masterKey(randomBytes(32))], randomBytes);
after(() => passwords.close());
const absent = async () => undefined;
const deps = {
  store: { people: async () => [], personByLogin: absent, personByUid: absent },
  passwords,
  here: folder,
  vault: { open: (sealed: Uint8Array) => sealed },
  now: () => 0,
  random: randomBytes,
};

function settingsFor(fileName: string): ResolverSettings {
  const flags = { builtIn: false, readonly: false, admin: false, immutable: false };
  return { name: "passwd1", type: "passwdresolver", ...flags, parameters: { fileName } };
}

let files = 0;
async function fileWith(content: string | Buffer) {
  const path = join(folder, `passwd-${++files}`);
  await writeFile(path, content);
  return { path, resolver: openResolver(settingsFor(path), deps) };
}

function infoOf(line: string | Buffer) {
  const [entry] = parsePasswd(Buffer.from(line)).byLogin.values();
  return entry === undefined ? undefined : personOf(entry).info;
}

test("the gecos field gives names, numbers and address as LinOTP reads them", () => {
  assert.deepEqual(
    infoOf("hans:x:42:10:Hans Georg Maier,room 3,+49 151 1,+49 89 2,hans@example.com:/home:/bin/sh"),
    {
      username: "hans",
      userid: "42",
      description: "Hans Georg Maier,room 3,+49 151 1,+49 89 2,hans@example.com",
      givenname: "Hans",
      surname: "Georg Maier",
      mobile: "+49 151 1",
      phone: "+49 89 2",
      email: "hans@example.com",
    },
  );
});

test("fewer than four gecos fields have no numbers, fewer than five no address", () => {
  const three = infoOf("hans:x:42:10:Hans,room,0151:/:/");
  assert.deepEqual(three, {
    username: "hans",
    userid: "42",
    description: "Hans,room,0151",
    givenname: "Hans",
  });
  assert.equal(infoOf("hans:x:42:10:Hans,a@b.de,0151,089:/:/")?.["email"], undefined);
});

test("the address is the last of the later fields that looks like one", () => {
  assert.equal(infoOf("h:x:1:1:H,r,1,2,a@example.com,none,b@example.com,x:/:/")?.["email"], "b@example.com");
});

test("comments, empty lines and lines without uid are passed over, and short lines are enough", () => {
  const text = "# people\n\nhans:x:42\n:x:43:\nnis\n+::::::\nfred:x::10:Fred\n";
  assert.deepEqual([...parsePasswd(Buffer.from(text)).byLogin.keys()], ["hans"]);
});

test("UTF-8, ISO-8859-1 and both in one file are read", () => {
  assert.equal(infoOf("u:x:1:1:Jörg Weiß:/:/")?.["surname"], "Weiß");
  assert.equal(infoOf(Buffer.from("u:x:1:1:Jörg Weiß:/:/", "latin1"))?.["givenname"], "Jörg");
  const mixed = Buffer.concat([Buffer.from("a:x:1:1:Zoë:/:/\n"), Buffer.from("b:x:2:1:Zoë:/:/\n", "latin1")]);
  assert.deepEqual(
    [...parsePasswd(mixed).byLogin.values()].map(({ gecos }) => gecos),
    ["Zoë", "Zoë"],
  );
});

test("a byte order mark and Windows line ends do no harm", () => {
  const index = parsePasswd(Buffer.from("\uFEFFhans:x:42:10:Hans:/home:/bin/sh\r\nfred:x:43\r\n"));
  assert.deepEqual([...index.byLogin.keys()], ["hans", "fred"]);
  assert.equal(index.byLogin.get("fred")?.uid, "43");
});

test("any bytes at all are read without an error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      for (const entry of parsePasswd(Buffer.from(bytes)).byLogin.values()) personOf(entry);
    }),
  );
});

test("numbers are searched by comparison, and <= leaves out the bound as in LinOTP", () => {
  const uids = ["1", "2", "3", "10", "none"];
  const found = (pattern: string) => uids.filter(compilePattern(pattern, "numeric"));
  assert.deepEqual(found("=2"), ["2"]);
  assert.deepEqual(found("2"), ["2"]);
  assert.deepEqual(found("> 2"), ["3", "10"]);
  assert.deepEqual(found(">=2"), ["2", "3", "10"]);
  assert.deepEqual(found("<2"), ["1"]);
  assert.deepEqual(found("<=2"), ["1"]);
  assert.deepEqual(found("between 2, 9"), ["2", "3"]);
  assert.deepEqual(found("1*"), ["1", "10"]);
  assert.deepEqual(found("n*"), ["none"]);
});

test("a pattern finds what a regular expression finds", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", ".") });
  fc.assert(
    fc.property(letters, letters, (pattern, value) => {
      const expression = new RegExp(
        `^${pattern
          .split("*")
          .map((part) => part.replaceAll(".", "\\."))
          .join("[^]*")}$`,
      );
      assert.equal(compilePattern(pattern)(value), expression.test(value));
    }),
  );
});

test("a pattern for the address is compared with the whole gecos field, as in LinOTP", async () => {
  const { resolver } = await fileWith("hans:x:42:10:Hans,,,,hans@example.com:/:/\n");
  assert.deepEqual(await resolver.search({ email: "hans@example.com" }), []);
  assert.equal((await resolver.search({ email: "*hans@example.com" })).length, 1);
});

test("passwords of the usual crypt formats are compared", { skip: opensslMissing() ?? false }, async () => {
  const formats = ["-6", "-5", "-1", "-apr1"].map((option) =>
    execFileSync("openssl", ["passwd", option, "s3cret"], { encoding: "utf8" }),
  );
  const lines = formats.map((hash, index) => `u${index}:${hash.trim()}:${index}:1::/:/\n`);
  const { resolver } = await fileWith(lines.join(""));
  for (const index of formats.keys()) {
    assert.equal(await resolver.verifyPassword(String(index), "s3cret"), true, formats[index] ?? "");
    assert.equal(await resolver.verifyPassword(String(index), "S3cret"), false);
  }
});

test("a changed file is read again, whether rewritten or replaced", async () => {
  const { path, resolver } = await fileWith("hans:x:42\n");
  assert.equal(await resolver.byLogin("fred"), undefined);
  await writeFile(path, "fred:x:43\n");
  assert.equal((await resolver.byLogin("fred"))?.uid, "43");
  assert.equal(await resolver.byLogin("hans"), undefined);
  await writeFile(`${path}.new`, "nina:x:44\n");
  await rename(`${path}.new`, path);
  assert.equal((await resolver.byUid("44"))?.login, "nina");
});

test("a file that vanishes is an outage, and its return ends it", async () => {
  const { path, resolver } = await fileWith("hans:x:42\n");
  assert.equal((await resolver.byLogin("hans"))?.uid, "42");
  await rename(path, `${path}.away`);
  const gone = (error: unknown) => error instanceof Refusal && error.problem.code === "unavailable";
  await assert.rejects(resolver.byLogin("hans"), gone);
  await assert.rejects(resolver.byLogin("nobody"), gone);
  await rename(`${path}.away`, path);
  assert.equal((await resolver.byLogin("hans"))?.uid, "42");
});

test("a folder in the file's place is an outage", async () => {
  await assert.rejects(openResolver(settingsFor(folder), deps).byLogin("hans"), Refusal);
});

test("%(here)s and relative names start from the server's folder", async () => {
  await writeFile(join(folder, "here"), "hans:x:42\n");
  for (const name of ["here", "%(here)s/here"]) {
    assert.equal((await openResolver(settingsFor(name), deps).byLogin("hans"))?.uid, "42", name);
  }
});

test("a resolver without a file name is refused when it is opened", () => {
  assert.throws(() => openResolver({ ...settingsFor(""), parameters: {} }, deps), /missing-parameter/);
});

test("a hundred thousand people are found at once", async () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, n) => `user${n}:x:${n}:100:Given${n} Sur${n},,1,2,user${n}@example.com:/:/`,
  );
  const { resolver } = await fileWith(lines.join("\n"));
  assert.equal((await resolver.byLogin("user99999"))?.uid, "99999");
  assert.equal((await resolver.search({ username: "*9999" })).length, 10);
  const found = await Promise.all(Array.from({ length: 1000 }, (_, n) => resolver.byUid(String(n * 97))));
  assert.equal(found.filter((person) => person !== undefined).length, 1000);
});

test("equal settings share a resolver, changed settings get a new one", () => {
  const { resolver: cached } = openResolvers(deps);
  const first = cached(settingsFor("a"));
  assert.equal(cached(settingsFor("a")), first);
  assert.notEqual(cached(settingsFor("b")), first);
  assert.notEqual(cached({ ...settingsFor("a"), name: "other" }), first);
});
