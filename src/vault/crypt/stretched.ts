// Digests that are stretched and written in braces: Atlassian's `{PKCS5S2}` (Jira, Confluence, Crowd) and `{FSHP…}`.

import { hash, pbkdf2Sync } from "node:crypto";

const saltBytes = 16;

/** Base64 of salt and PBKDF2-HMAC-SHA-1, 10000 rounds, 32 bytes. */
export function atlassianCrypt(password: Uint8Array, stored: string): string {
  const prefix = "{PKCS5S2}";
  const salt = Buffer.from(stored.slice(prefix.length), "base64").subarray(0, saltBytes);
  const key = pbkdf2Sync(password, salt, 10_000, 32, "sha1");
  return prefix + Buffer.concat([salt, key]).toString("base64");
}

/** Number of the variant to its algorithm. */
const algorithms = ["sha1", "sha256", "sha384", "sha512"] as const;
const shape = /^(\{FSHP([0-3])\|(\d{1,3})\|(\d{1,9})\})([A-Za-z0-9+/]+={0,2})$/;

/** Berker Peksag's Fairly Secure Hashed Password: PBKDF1, with salt and password the other way round. */
export function fshpCrypt(password: Uint8Array, stored: string): string | undefined {
  const [, prefix = "", variant = "", size = "", , text = ""] = shape.exec(stored) ?? [];
  const algorithm = algorithms[Number(variant)];
  const rounds = fshpRounds(stored);
  const bytes = Buffer.from(text, "base64");
  if (prefix === "" || algorithm === undefined || rounds === undefined || bytes.length < Number(size))
    return undefined;
  const salt = bytes.subarray(0, Number(size));
  let current = hash(algorithm, Buffer.concat([salt, password]), "buffer");
  for (let round = 1; round < rounds; round++) current = hash(algorithm, current, "buffer");
  return prefix + Buffer.concat([salt, current]).toString("base64");
}

export function fshpRounds(stored: string): number | undefined {
  const rounds = Number(shape.exec(stored)?.[4] ?? 0);
  return rounds > 0 ? rounds : undefined;
}
