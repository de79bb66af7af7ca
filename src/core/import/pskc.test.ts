import assert from "node:assert/strict";
import { createCipheriv, createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { readXmlTree } from "../../http/tokens/xml-tree.ts";
import { Refusal } from "../problem.ts";
import { readPskc } from "./pskc.ts";
import type { PskcSecret } from "./pskc-cipher.ts";
import { keyedPskc, passwordPskc, plainPskc, rfcKey, rfcSeed } from "./testing/token-files.ts";

const none: PskcSecret = { kind: "none" };
const key: PskcSecret = { kind: "key", key: rfcKey };
const password: PskcSecret = { kind: "password", password: "qwerty" };

function read(xml: string, secret: PskcSecret, checkSerial = false) {
  return readPskc(readXmlTree(xml), { secret, checkSerial });
}

function refusal(xml: string, secret: PskcSecret): string {
  try {
    read(xml, secret);
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return JSON.stringify(error.problem);
  }
  assert.fail("not refused");
}

/** What the figures of RFC 6030 all contain. */
const expected = {
  where: "token 987654321",
  serial: "987654321",
  type: "hmac",
  parameters: { otpkey: rfcSeed, otplen: 8 },
  description: "imported",
};

test("RFC 6030, section 4: a key in the clear", () => {
  assert.deepEqual(read(plainPskc, none), [expected]);
});

test("RFC 6030, figure 6: a key that was agreed upon", () => {
  assert.deepEqual(read(keyedPskc, key), [expected]);
  const spaced: PskcSecret = { kind: "key", key: "12345678-90123456 78901234-56789012" };
  assert.deepEqual(read(keyedPskc, spaced), [expected]);
});

test("RFC 6030, figure 7: a password", () => {
  assert.deepEqual(read(passwordPskc, password), [expected]);
});

test("a wrong key, a wrong password or none at all open nothing", () => {
  const wrongKey = { kind: "key", key: rfcKey.replace(/^1/, "2") } as const;
  assert.match(refusal(keyedPskc, wrongKey), /The MAC does not fit/);
  assert.match(refusal(passwordPskc, { kind: "password", password: "qwertz" }), /The MAC does not fit/);
  assert.match(refusal(keyedPskc, none), /encrypted with a key/);
  assert.match(refusal(keyedPskc, password), /encrypted with a key/);
  assert.match(refusal(passwordPskc, key), /encrypted with a password/);
  for (const short of ["", "12345", "x".repeat(65)])
    assert.match(refusal(passwordPskc, { kind: "password", password: short }), /longer than 5 characters/);
  for (const bad of ["", "12", "zz".repeat(16), "00".repeat(17)])
    assert.match(refusal(keyedPskc, { kind: "key", key: bad }), /32, 48 or 64 hexadecimal/);
});

test("who expects an encrypted file does not take an open one", () => {
  assert.match(refusal(plainPskc, key), /not encrypted/);
  assert.match(refusal(plainPskc, password), /not encrypted/);
  const opened = keyedPskc.replace(
    /<EncryptedValue>[\s\S]*<\/EncryptedValue>/,
    "<PlainValue>MTIz</PlainValue>",
  );
  assert.match(refusal(opened, key), /There is no EncryptedValue/);
  const stripped = keyedPskc.replace(/<EncryptionKey>[\s\S]*<\/EncryptionKey>/, "");
  assert.match(refusal(stripped, none), /Secret is encrypted/);
});

test("without a MAC that fits nothing is decrypted", () => {
  assert.match(refusal(keyedPskc.replace(/<ValueMAC>[\s\S]*<\/ValueMAC>/, ""), key), /There is no ValueMAC/);
  assert.match(refusal(keyedPskc.replace(/<MACMethod[\s\S]*<\/MACMethod>/, ""), key), /no MACMethod/);
  assert.match(refusal(keyedPskc.replace("Su+N", "Su+M"), key), /The MAC does not fit/);
  assert.match(
    refusal(keyedPskc.replace(/<ValueMAC>[\s\S]*<\/ValueMAC>/, "<ValueMAC>Su8=</ValueMAC>"), key),
    /not fit/,
  );
  assert.match(refusal(keyedPskc.replace("hmac-sha1", "hmac-md5"), key), /MAC method .* not supported/);
  const changed = keyedPskc.replace("AAECAwQF", "BAECAwQF");
  assert.match(refusal(changed, key), /The MAC does not fit/);
});

test("every changed bit of a ciphertext is noticed", () => {
  const value = "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv";
  const bytes = Buffer.from(value, "base64");
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const other = Buffer.from(bytes);
      other[bit >> 3] = other[bit >> 3]! ^ (1 << (bit & 7));
      assert.match(refusal(keyedPskc.replace(value, other.toString("base64")), key), /The MAC does not fit/);
    }),
  );
});

interface Sealing {
  readonly bits: 128 | 192 | 256;
  readonly hash: string;
  readonly secret: Buffer;
  readonly padded?: boolean;
  readonly ownMacKey?: boolean;
}

/** An encrypted file as a vendor would write it. */
function sealed({ bits, hash, secret, padded = true, ownMacKey = true }: Sealing): {
  xml: string;
  key: PskcSecret;
} {
  const shared = Buffer.alloc(bits / 8, 7);
  const macKey = ownMacKey ? Buffer.alloc(20, 9) : shared;
  const encrypt = (plain: Buffer): Buffer => {
    const iv = Buffer.alloc(16, 3);
    const cipher = createCipheriv(`aes-${bits}-cbc`, shared, iv).setAutoPadding(padded);
    return Buffer.concat([iv, cipher.update(plain), cipher.final()]);
  };
  const method = `<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes${bits}-cbc"/>`;
  const data = (bytes: Buffer) =>
    `${method}<CipherData><CipherValue>${bytes.toString("base64")}</CipherValue></CipherData>`;
  const value = encrypt(secret);
  const mac = createHmac(hash, macKey).update(value).digest("base64");
  const own = ownMacKey ? `<MACKey>${data(encrypt(macKey))}</MACKey>` : "";
  const xml = `<KeyContainer><EncryptionKey><KeyName>k</KeyName></EncryptionKey>
    <MACMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-${hash}">${own}</MACMethod>
    <KeyPackage><Key Id="S1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp">
      <AlgorithmParameters><Suite>HMAC-SHA256</Suite></AlgorithmParameters>
      <Data><Secret><EncryptedValue>${data(value)}</EncryptedValue><ValueMAC>${mac}</ValueMAC></Secret></Data>
    </Key></KeyPackage></KeyContainer>`;
  return { xml, key: { kind: "key", key: shared.toString("hex") } };
}

test("longer keys and other hashes are understood, and MACs without a key of their own", () => {
  const secret = Buffer.from(rfcSeed, "hex");
  for (const bits of [128, 192, 256] as const) {
    for (const hash of ["sha1", "sha256", "sha512"]) {
      for (const ownMacKey of [true, false]) {
        const file = sealed({ bits, hash, secret, ownMacKey });
        const [entry] = read(file.xml, file.key);
        assert.deepEqual(entry?.parameters, { otpkey: rfcSeed, otplen: 6, hashlib: "sha256" });
        assert.equal(entry?.serial, "S1");
      }
    }
  }
});

test("keys of whole blocks may come without padding", () => {
  const secret = Buffer.alloc(32, 0xab);
  const file = sealed({ bits: 128, hash: "sha1", secret, padded: false, ownMacKey: false });
  assert.equal(read(file.xml, file.key)[0]?.parameters["otpkey"], secret.toString("hex"));
  const padded = sealed({ bits: 128, hash: "sha1", secret });
  assert.equal(read(padded.xml, padded.key)[0]?.parameters["otpkey"], secret.toString("hex"));
});

test("a key of another length than the algorithm's is refused", () => {
  const { xml } = sealed({ bits: 256, hash: "sha1", secret: Buffer.alloc(20) });
  assert.match(refusal(xml, key), /16 bytes, but aes256-cbc takes 32/);
  assert.match(
    refusal(keyedPskc.replaceAll("aes128-cbc", "tripledes-cbc"), key),
    /tripledes-cbc.* is not supported/,
  );
});

test("a derivation that would take for ever, or is none, is refused", () => {
  const iterations = (count: string) => passwordPskc.replace(">1000<", `>${count}<`);
  for (const count of ["0", "-1", "1000001", "4294967296", "many", ""])
    assert.match(refusal(iterations(count), password), /IterationCount/);
  for (const length of ["0", "33", "x"])
    assert.match(refusal(passwordPskc.replace(">16<", `>${length}<`), password), /KeyLength/);
  assert.match(refusal(passwordPskc.replace("Ej7/PEpyEpw=", ""), password), /no Salt/);
  assert.match(refusal(passwordPskc.replace("Ej7/PEpyEpw=", "A".repeat(4096)), password), /Salt is too long/);
  assert.match(refusal(passwordPskc.replace("#pbkdf2", "#pbkdf1"), password), /PBKDF2 only/);
  assert.match(refusal(passwordPskc.replace("<PRF/>", '<PRF Algorithm="#hmac-md5"/>'), password), /PRF/);
});

test("the serial is the device's, or the key's id; OATH's numbers alone if one wants", () => {
  const nameless = plainPskc.replace("<SerialNo>987654321</SerialNo>", "");
  assert.equal(read(nameless, none)[0]?.serial, "12345678");
  assert.deepEqual(read(plainPskc, none, true), []);
  const oath = plainPskc.replace("987654321", "FT0112345ABC");
  assert.equal(read(oath, none, true)[0]?.serial, "FT0112345ABC");
  assert.match(refusal(nameless.replace('Id="12345678"', ""), none), /KeyPackage number 1.*no serial/);
});

test("TOTP has a time step, OCRA a suite, and hashes may be named", () => {
  const totp = plainPskc
    .replace("pskc:hotp", "pskc:totp")
    .replace("</Data>", "<TimeInterval><PlainValue>60</PlainValue></TimeInterval></Data>")
    .replace("<ResponseFormat", "<Suite>HMAC-SHA512</Suite><ResponseFormat");
  const [timed] = read(totp, none);
  assert.equal(timed?.type, "totp");
  assert.deepEqual(timed?.parameters, { otpkey: rfcSeed, otplen: 8, timeStep: "60", hashlib: "sha512" });
  const suite = "OCRA-1:HOTP-SHA1-6:C-QN08-PSHA1";
  const ocra = plainPskc
    .replace("pskc:hotp", "pskc:ocra")
    .replace("<ResponseFormat", `<Suite>${suite}</Suite><ResponseFormat`);
  const [asked] = read(ocra, none);
  assert.deepEqual([asked?.type, asked?.parameters["ocrasuite"]], ["ocra2", suite]);
});

test("what would make a token that never works is refused with its serial", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [plainPskc.replace("pskc:hotp", "pskc:pin"), /token 987654321.*algorithm .*pin.* is unknown/],
    [plainPskc.replace("DECIMAL", "HEXADECIMAL"), /token 987654321.*decimal/],
    [plainPskc.replace('Length="8"', 'Length="x"'), /token 987654321.*Length/],
    [plainPskc.replace("MTIzNDU2", "MTIz*DU2"), /token 987654321.*not base64/],
    [plainPskc.replace(/<Secret>[\s\S]*<\/Secret>/, ""), /token 987654321.*no Secret/],
    [
      plainPskc.replace("<ResponseFormat", "<Suite>HMAC-MD5</Suite><ResponseFormat"),
      /token 987654321.*Suite/,
    ],
    [plainPskc.replace(/<Key [\s\S]*<\/Key>/, ""), /KeyPackage number 1.*no Key/],
    [plainPskc.replace(/<KeyPackage>[\s\S]*<\/KeyPackage>/, ""), /No element KeyPackage contained/],
    ["<xml/>", /No toplevel element KeyContainer/],
  ];
  for (const [xml, pattern] of cases) assert.match(refusal(xml, none), pattern);
});
