// The key file as an operator meets it: made once, guarded, and refused with words that help.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { KeyFault, keyFileText, masterKey, openKeyFile, parseKeys } from "./key-file.ts";

const folder = await mkdtemp(join(tmpdir(), "latchkey-keys-"));
after(() => rm(folder, { recursive: true }));

let files = 0;
function fresh() {
  return join(folder, `key-${++files}`);
}

function opened(path: string, create = true) {
  return openKeyFile({ path, random: randomBytes, create });
}

function fault(words: RegExp) {
  return (error: unknown) => error instanceof KeyFault && words.test(error.message);
}

test("the first start makes a file that only its owner can read", async () => {
  const path = fresh();
  const { created, keys } = await opened(path);
  assert.equal(created, true);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal(keys[0].bytes.length, 32);
});

test("the second start reads the same key", async () => {
  const path = fresh();
  const first = await opened(path);
  const second = await opened(path, false);
  assert.equal(second.created, false);
  assert.deepEqual(Buffer.from(second.keys[0].bytes), Buffer.from(first.keys[0].bytes));
});

test("a missing file is not replaced when a database has been sealed with it", async () => {
  const path = fresh();
  await assert.rejects(opened(path, false), fault(/is missing.*backup.*LATCHKEY_KEY_FILE/s));
  await assert.rejects(stat(path));
});

test("a file that others can read is refused, and the message says how to close it", async () => {
  const path = fresh();
  await opened(path);
  for (const mode of [0o640, 0o604, 0o660]) {
    await chmod(path, mode);
    await assert.rejects(opened(path), fault(/chmod 600/));
  }
  await chmod(path, 0o400);
  await opened(path);
});

test("several keys are kept in their order", () => {
  const keys = [masterKey(randomBytes(32)), masterKey(randomBytes(32))];
  assert.deepEqual(
    parseKeys(keyFileText(keys), "file").map(({ id }) => id),
    keys.map(({ id }) => id),
  );
});

test("a key that was changed by a single character is noticed", async () => {
  const text = keyFileText([masterKey(Buffer.alloc(32, 7))]);
  assert.throws(() => parseKeys(text.replace("BwcH", "BwcI"), "file"), fault(/does not fit its id/));
});

test("files that are none of ours are refused", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /empty/],
    ["# only a comment\n", /empty/],
    ["something else\n", /none of ours/],
    ["latchkey-keys 2\n", /later version/],
    ["latchkey-keys 1\n", /no key in it/],
    ["latchkey-keys 1\nkey nonsense\n", /expected "key ID BASE64"/],
    ["latchkey-keys 1\nkey 00000000 AAAA\n", /expected "key ID BASE64"/],
  ];
  for (const [text, words] of cases) {
    const path = fresh();
    await writeFile(path, text, { mode: 0o600 });
    await assert.rejects(opened(path), fault(words), text);
    assert.equal(await readFile(path, "utf8"), text, "an unusable file is left as it is");
  }
});

test("a message never contains the key", () => {
  const key = masterKey(randomBytes(32));
  const secret = Buffer.from(key.bytes).toString("base64");
  const broken = keyFileText([key]).replace(`key ${key.id}`, "key 00000000");
  assert.throws(
    () => parseKeys(broken, "file"),
    (error: Error) => !error.message.includes(secret),
  );
});

test("a folder in the file's place is refused", async () => {
  await assert.rejects(opened(folder), fault(/not a file/));
});
