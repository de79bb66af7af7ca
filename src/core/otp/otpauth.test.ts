import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Refusal } from "../problem.ts";
import { fromBase32 } from "./base32.ts";
import { type OtpauthSubject, otpauthUrl } from "./otpauth.ts";

const seed = Buffer.from("12345678901234567890");

/** Lone surrogates among them, as a directory may hold. */
const anyUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

function url(set: Partial<OtpauthSubject> = {}): string {
  const subject = {
    seed,
    hash: "sha1",
    digits: 6,
    stepSeconds: undefined,
    issuer: "LinOTP",
    label: "user00007",
  } as const;
  return otpauthUrl({ ...subject, ...set });
}

test("the addresses that LinOTP was seen to give", () => {
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  assert.equal(url(), `otpauth://hotp/LinOTP:user00007?secret=${secret}&counter=0&issuer=LinOTP`);
  assert.equal(
    url({ digits: 8, hash: "sha256", label: "OATH00018672" }),
    `otpauth://hotp/LinOTP:OATH00018672?secret=${secret}&digits=8&algorithm=SHA256&counter=0&issuer=LinOTP`,
  );
  assert.equal(
    url({ stepSeconds: 30, label: "user00008" }),
    `otpauth://totp/LinOTP:user00008?secret=${secret}&issuer=LinOTP`,
  );
  assert.equal(
    url({ stepSeconds: 60, label: "TOTP00017E73" }),
    `otpauth://totp/LinOTP:TOTP00017E73?secret=${secret}&period=60&issuer=LinOTP`,
  );
});

test("an address has at most 400 characters, is well formed, and keeps the seed whole", () => {
  const text = fc.string({ unit: anyUnit, maxLength: 300, size: "max" });
  fc.assert(
    fc.property(
      text,
      fc.string({ maxLength: 20, size: "max" }),
      fc.uint8Array({ minLength: 1, maxLength: 64, size: "max" }),
      (label, issuer, bytes) => {
        const parsed = new URL(
          url({ label, issuer, seed: bytes, hash: "sha512", digits: 8, stepSeconds: 60 }),
        );
        assert.ok(parsed.href.length <= 400);
        assert.deepEqual(fromBase32(parsed.searchParams.get("secret") ?? ""), bytes);
        assert.equal(parsed.searchParams.get("issuer"), issuer.toWellFormed());
        const path = decodeURIComponent(parsed.pathname).slice(1 + issuer.toWellFormed().length + 1);
        assert.ok(label.toWellFormed().startsWith(path));
      },
    ),
  );
});

test("a long label is cut between characters, a short one not at all", () => {
  const cut = url({ label: "ü€😀".repeat(50) });
  assert.ok(cut.length <= 400 && cut.length > 400 - 12);
  assert.doesNotThrow(() => decodeURIComponent(cut));
  assert.ok(url({ label: "a b/c" }).startsWith("otpauth://hotp/LinOTP:a%20b%2Fc?"));
});

test("digits and steps that common apps ignore are refused", () => {
  for (const digits of [0, 5, 7, 9, 10]) assert.throws(() => url({ digits }), Refusal);
  for (const stepSeconds of [0, 29, 90]) assert.throws(() => url({ stepSeconds }), Refusal);
  assert.throws(() => url({ issuer: "x".repeat(200) }), Refusal);
});
