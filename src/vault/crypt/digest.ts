// LDAP's userPassword forms: a digest of password and salt, without any stretching. Fast, so asked where one stands.

import { hash, timingSafeEqual } from "node:crypto";

const schemes: Readonly<
  Record<string, { readonly algorithm: string; readonly size: number; readonly salted: boolean }>
> = {
  MD5: { algorithm: "md5", size: 16, salted: false },
  SMD5: { algorithm: "md5", size: 16, salted: true },
  SHA: { algorithm: "sha1", size: 20, salted: false },
  SSHA: { algorithm: "sha1", size: 20, salted: true },
  SHA256: { algorithm: "sha256", size: 32, salted: false },
  SSHA256: { algorithm: "sha256", size: 32, salted: true },
  SHA512: { algorithm: "sha512", size: 64, salted: false },
  SSHA512: { algorithm: "sha512", size: 64, salted: true },
};

/** Whether the password fits a stored `{SSHA}…`. Undefined: the text is of another form. */
export function verifyDigest(stored: string, password: Uint8Array): boolean | undefined {
  const [, name = "", text = ""] = /^\{([A-Za-z0-9]+)\}([A-Za-z0-9+/]+={0,2})$/.exec(stored) ?? [];
  const scheme = schemes[name.toUpperCase()];
  if (scheme === undefined) return undefined;
  const bytes = Buffer.from(text, "base64");
  const salt = bytes.subarray(scheme.size);
  if (bytes.length < scheme.size || (!scheme.salted && salt.length > 0)) return false;
  const digest = hash(scheme.algorithm, Buffer.concat([password, salt]), "buffer");
  return timingSafeEqual(digest, bytes.subarray(0, scheme.size));
}
