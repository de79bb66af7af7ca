// Two views of one curve must agree with each other, with Node's own keys, and with published numbers.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { exchangeKey } from "../../../test/support/devices/phone.ts";
import {
  agree,
  agreementKey,
  isSignedBy,
  isUsable,
  montgomery,
  scalarOf,
  signed,
  verifyingKey,
} from "./curve.ts";

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const hex = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString("hex");

/** Curve25519 keys of small order (RFC 7748 section 6.1 asks to reject what they agree on). */
const smallMontgomery = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/** Ed25519 points of order 1, 2, 4 and 8. */
const smallEdwards = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

test("the public half of a converted seed is the converted public half", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      assert.equal(hex(agreementKey(scalarOf(seed))), hex(montgomery(verifyingKey(seed))));
    }),
  );
});

test("a conversion is the one that others make: RFC 8032's first test key", () => {
  const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
  assert.equal(hex(verifyingKey(seed)), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  // libsodium's crypto_sign_ed25519_sk_to_curve25519 and crypto_sign_ed25519_pk_to_curve25519 of the same key.
  assert.equal(hex(scalarOf(seed)), "307c83864f2833cb427a2ef1c00a013cfdff2768d980c0a3a520f006904de94f");
  assert.equal(
    hex(montgomery(verifyingKey(seed))),
    "d85e07ec22b0ad881537c2f44d662d1a143cf830c57aca4305d85c7a90f6b62e",
  );
});

test("X25519 is that of RFC 7748 section 5.2", () => {
  const scalar = Buffer.from("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4", "hex");
  const other = Buffer.from("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c", "hex");
  assert.equal(hex(agree(scalar, other)), "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
});

test("both sides of an agreement come to the same, as Node's own generated keys do", () => {
  for (let round = 0; round < 20; round++) {
    const pair = generateKeyPairSync("x25519");
    const scalar = Buffer.from(pair.privateKey.export({ format: "jwk" }).d ?? "", "base64url");
    const key = Buffer.from(pair.publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    assert.equal(hex(agreementKey(scalar)), hex(key));
    const server = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
    const seed = Buffer.from(server.d ?? "", "base64url");
    const mine = agree(scalarOf(seed), key);
    assert.equal(hex(mine), hex(agree(scalar, montgomery(Buffer.from(server.x ?? "", "base64url"))!)));
    assert.equal(mine?.length, 32);
  }
});

test("a conversion by another way of calculating gives the same key", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const key = verifyingKey(seed);
      assert.equal(hex(montgomery(key)), hex(exchangeKey(Buffer.from(key))));
    }),
  );
});

test("with a key of small order nothing is agreed", () => {
  for (const key of smallMontgomery) {
    assert.equal(agree(Buffer.alloc(32, 7), Buffer.from(key, "hex")), undefined, key);
    assert.equal(isUsable(Buffer.from(key, "hex")), false, key);
  }
});

test("a key of small order signs nothing", () => {
  for (const key of smallEdwards) {
    assert.equal(isUsable(montgomery(Buffer.from(key, "hex"))), false, key);
    // R = the key itself or the neutral element and s = 0 satisfy the equation of a careless verifier.
    for (const r of [key, smallEdwards[0]!]) {
      const signature = Buffer.concat([Buffer.from(r, "hex"), Buffer.alloc(32)]);
      const forged = { message: Buffer.from("anything"), signature };
      assert.equal(isSignedBy(Buffer.from(key, "hex"), forged), false, key);
    }
  }
});

test("a signature is good for its message and its key only", () => {
  fc.assert(
    fc.property(seeds, fc.uint8Array(), fc.nat(511), (seed, message, bit) => {
      const key = verifyingKey(seed);
      const signature = signed(seed, message);
      assert.equal(isSignedBy(key, { message, signature }), true);
      const bent = Buffer.from(signature);
      bent[bit >> 3] = bent[bit >> 3]! ^ (1 << (bit & 7));
      assert.equal(isSignedBy(key, { message, signature: bent }), false);
      assert.equal(isSignedBy(key, { message: Buffer.concat([message, Buffer.of(0)]), signature }), false);
    }),
    { numRuns: 30 },
  );
});

test("what is not 32 bytes, or beyond the field, is no key", () => {
  assert.equal(montgomery(Buffer.alloc(31, 9)), undefined);
  assert.equal(montgomery(Buffer.alloc(33, 9)), undefined);
  assert.equal(montgomery(Buffer.alloc(32, 0xff)), undefined);
  assert.equal(agree(Buffer.alloc(32, 1), Buffer.alloc(31, 9)), undefined);
  const key = verifyingKey(Buffer.alloc(32, 5));
  assert.equal(isSignedBy(key, { message: Buffer.of(1), signature: Buffer.alloc(63) }), false);
  assert.equal(isSignedBy(Buffer.alloc(31), { message: Buffer.of(1), signature: Buffer.alloc(64) }), false);
});
