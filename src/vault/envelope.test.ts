// What a sealed value survives, and what it must not.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { secretPlace } from "../core/vault.ts";
import { keyCheck, openVault, verifyKeyCheck } from "./envelope.ts";
import { KeyFault, masterKey } from "./key-file.ts";

const old = masterKey(randomBytes(32));
const recent = masterKey(randomBytes(32));
const place = secretPlace("OATH0001");
const seed = Buffer.from("12345678901234567890");
const vault = openVault([old], randomBytes);

test("what was sealed opens at its place", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, at) => {
      assert.deepEqual(Buffer.from(vault.open(vault.seal(plain, at), at)), Buffer.from(plain));
    }),
  );
});

test("a sealed value does not open in another row", () => {
  const sealed = vault.seal(seed, place);
  assert.throws(() => vault.open(sealed, secretPlace("OATH0002")), /changed or moved/);
});

test("a sealed value does not open after any of its bytes was changed", () => {
  const sealed = vault.seal(seed, place);
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed[index]! ^= 1;
    assert.throws(() => vault.open(changed, place), `byte ${index}`);
  }
});

test("a sealed value that was cut short does not open", () => {
  const sealed = vault.seal(seed, place);
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => vault.open(sealed.subarray(0, length), place), `${length} bytes`);
  }
});

test("the same value sealed twice looks different", () => {
  assert.notDeepEqual(vault.seal(seed, place), vault.seal(seed, place));
});

test("the seed cannot be seen in its seal", () => {
  assert.equal(Buffer.from(vault.seal(seed, place)).includes(seed), false);
});

test("a value sealed with another key names the key that is missing", () => {
  const sealed = openVault([recent], randomBytes).seal(seed, place);
  assert.throws(
    () => vault.open(sealed, place),
    new RegExp(`key ${recent.id}, which is not in the key file`),
  );
});

test("after a rotation old values open and new ones name the new key", () => {
  const rotated = openVault([old, recent], randomBytes);
  assert.deepEqual(Buffer.from(rotated.open(vault.seal(seed, place), place)), seed);
  assert.equal(Buffer.from(rotated.seal(seed, place)).toString("hex", 1, 5), recent.id);
});

test("after a rotation the tags of PINs and of the audit stay what they were", () => {
  const rotated = openVault([old, recent], randomBytes);
  assert.deepEqual(rotated.pinTag(Buffer.from("salt"), "1234"), vault.pinTag(Buffer.from("salt"), "1234"));
  assert.deepEqual(rotated.mac("audit", seed), vault.mac("audit", seed));
});

test("each purpose has its own key", () => {
  const tags = [
    vault.mac("audit", seed),
    vault.mac("session", seed),
    vault.mac("lookup", seed),
    vault.pinTag(Buffer.alloc(0), seed.toString()),
  ];
  assert.equal(new Set(tags.map((tag) => Buffer.from(tag).toString("hex"))).size, tags.length);
});

test("settings and secrets are sealed under different keys", () => {
  const sealed = vault.seal(seed, "setting/provider/sms/a");
  assert.throws(() => vault.open(sealed, "token/secret/a"), /changed or moved/);
});

test("a PIN's tag depends on the PIN and on the salt", () => {
  const tags = [
    ["a", "1234"],
    ["b", "1234"],
    ["a", "1235"],
  ].map(([salt = "", pin = ""]) => vault.pinTag(Buffer.from(salt), pin));
  assert.equal(new Set(tags.map((tag) => Buffer.from(tag).toString("hex"))).size, 3);
});

test("a database that was made with this key passes the key check, also after a rotation", () => {
  const stored = keyCheck(vault);
  verifyKeyCheck(vault, stored, "/var/key");
  verifyKeyCheck(openVault([old, recent], randomBytes), stored, "/var/key");
});

test("a database that was made with another key is refused with instructions", () => {
  const stored = keyCheck(vault);
  const refusal = (error: unknown) => error instanceof KeyFault && /LATCHKEY_KEY_FILE/.test(error.message);
  assert.throws(() => verifyKeyCheck(openVault([recent], randomBytes), stored, "/var/key"), refusal);
  assert.throws(() => verifyKeyCheck(vault, "", "/var/key"), refusal);
});

test("the key check does not tell the key", () => {
  assert.equal(keyCheck(vault).includes(Buffer.from(old.bytes).toString("base64")), false);
});
