// Passwords that people choose: hashed by us with argon2id, or brought along by a directory in whatever it used.

import { Refusal } from "../core/problem.ts";
import type { PasswordHash } from "../core/vault.ts";
import { type Argon2Key, hashArgon2, isArgon2, nobodysArgon2, verifyArgon2 } from "./argon2.ts";
import { verifyDigest } from "./crypt/digest.ts";
import { isCrypt } from "./crypt/formats.ts";
import { openCryptPool } from "./crypt/pool.ts";
import { derive } from "./envelope.ts";
import type { MasterKeys, Random } from "./key-file.ts";

export interface Passwords extends PasswordHash {
  /** Costs what a comparison costs, and is never right: what an unknown person's password is given to. */
  verifyNobody(password: string): Promise<false>;
  /** Ends the threads. They do not keep the process alive either way. */
  close(): Promise<void>;
}

/** argon2 computes in the runtime's thread pool, which files and name look-ups share: never fill it. */
const atOnce = 2;
const longestQueue = 500;

export function openPasswords(masterKeys: MasterKeys, random: Random): Passwords {
  const keys: readonly Argon2Key[] = masterKeys.map((key) => ({ id: key.id, key: derive(key, "password") }));
  const newest = keys.at(-1) as Argon2Key;
  const pool = openCryptPool();
  const inTurn = takeTurns();
  const nobody = nobodysArgon2(newest, random);

  const verify = async (stored: string, password: string): Promise<boolean> => {
    if (isArgon2(stored)) return inTurn(() => verifyArgon2(stored, password, keys));
    // Other directories write crypt(3) texts as `{CRYPT}$6$…` (RFC 2307).
    const bare = stored.replace(/^\{CRYPT\}/i, "");
    const bytes = Buffer.from(password);
    return isCrypt(bare) ? pool.verify(bare, bytes) : (verifyDigest(bare, bytes) ?? false);
  };

  const verifyNobody = async (password: string): Promise<false> => {
    await verify(nobody, password);
    return false;
  };

  const hash = (password: string) => inTurn(() => hashArgon2(password, newest, random));
  return { hash, verify, verifyNobody, close: () => pool.close() };
}

/** At most `atOnce` run; the others wait, in order. */
function takeTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (waiting.length >= longestQueue)
      throw new Refusal({ code: "unavailable", what: "password comparison" });
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await work();
    } finally {
      // The turn is handed on, not given back: nobody slips in between.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
