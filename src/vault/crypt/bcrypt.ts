// bcrypt `$2a$` (Provos and Mazières 1999), and passlib's bcrypt-sha256 around it. The only importer of `bcryptjs`
// (decision 0031). Runs in the threads of the pool: it computes for a tenth of a second and more.

import { createHmac, hash } from "node:crypto";
import bcrypt from "bcryptjs";

/** The whole text for the settings at its beginning. Undefined: these are none, or none that we compute. */
export function bcryptCrypt(password: Uint8Array, setting: string): string | undefined {
  const [found] = /^\$2[aby]?\$\d\d\$[./A-Za-z0-9]{22}/.exec(setting) ?? [];
  return found === undefined ? undefined : found + bcryptDigest(Buffer.from(password).toString(), found);
}

/** The last 31 characters. What precedes them stays as it was written: its last character has bits that do not count. */
function bcryptDigest(password: string, setting: string): string {
  return bcrypt.hashSync(password, setting).slice(-31);
}

/** 2 to the power of what is written, which is at least 4. */
export function bcryptRounds(setting: string): number | undefined {
  const found = /^\$(?:2[aby]?\$|bcrypt-sha256\$(?:2[ab],|v=2,t=2b,r=))(\d{1,2})\$/.exec(setting);
  const power = Number(found?.[1] ?? 0);
  return power < 4 ? undefined : 2 ** power;
}

const sha256Setting = /^\$bcrypt-sha256\$(?:(2[ab]),(\d{1,2})|v=2,t=(2b),r=(\d{1,2}))\$([./A-Za-z0-9]{22})\$/;

/** Longer passwords than bcrypt can take are digested first: version 1 without, version 2 with the salt as a key. */
export function bcryptSha256(password: Uint8Array, setting: string): string | undefined {
  const [found, first, firstCost, second, secondCost, salt = ""] = sha256Setting.exec(setting) ?? [];
  if (found === undefined) return undefined;
  const key =
    second === undefined
      ? hash("sha256", password, "base64")
      : createHmac("sha256", salt).update(password).digest("base64");
  const cost = (firstCost ?? secondCost ?? "").padStart(2, "0");
  return found + bcryptDigest(key, `$${first ?? second}$${cost}$${salt}`);
}
