// The master keys live in one small text file outside the database. Whoever has the file and a backup has everything;
// whoever has only one of them has nothing.

import { createHash } from "node:crypto";
import { constants, open } from "node:fs/promises";
import { dirname } from "node:path";

export interface MasterKey {
  /** Eight hex digits computed from the key itself, so that a damaged line is noticed. */
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/**
 * Oldest first. New values are sealed under the last one. Tags that are compared (PINs, audit, sessions, look-ups)
 * are computed under the first one: they could not be renewed without what they were computed from.
 */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/** Says what is wrong with the key, and what the operator can do. Never contains key material. */
export class KeyFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "KeyFault";
  }
}

/** Cryptographically random bytes. */
export type Random = (bytes: number) => Uint8Array;

export interface KeyFileWish {
  readonly path: string;
  readonly random: Random;
  /** Whether a missing file may be made: only while there is no database that another key could have sealed. */
  readonly create: boolean;
}

const firstLine = "latchkey-keys 1";
const keyBytes = 32;
const explanation = `# Master keys of Latchkey. Keep a copy in a safe place, apart from the backups of the database.
# Without this file the seeds, PINs and settings in the database are lost.
`;

/** Reads the file, or makes it. Throws a KeyFault when it cannot be used. */
export async function openKeyFile(wish: KeyFileWish): Promise<{ keys: MasterKeys; created: boolean }> {
  const found = await readIfPresent(wish.path);
  if (found !== undefined) return { keys: parseKeys(found, wish.path), created: false };
  if (!wish.create) {
    throw new KeyFault(
      `The key file ${wish.path} is missing, but the database has been sealed with it. ` +
        "Restore the file from its backup, or set LATCHKEY_KEY_FILE to where it is. " +
        "A new key cannot open the old values.",
    );
  }
  const text = keyFileText([masterKey(wish.random(keyBytes))]);
  await writeNew(wish.path, text);
  return { keys: parseKeys(text, wish.path), created: true };
}

export function masterKey(bytes: Uint8Array): MasterKey {
  if (bytes.length !== keyBytes)
    throw new RangeError(`a master key has ${keyBytes} bytes, not ${bytes.length}`);
  const id = createHash("sha256").update("latchkey key id\n").update(bytes).digest("hex").slice(0, 8);
  return { id, bytes };
}

export function keyFileText(keys: readonly MasterKey[]): string {
  const lines = keys.map(({ id, bytes }) => `key ${id} ${Buffer.from(bytes).toString("base64")}\n`);
  return `${firstLine}\n${explanation}${lines.join("")}`;
}

export function parseKeys(text: string, path: string): MasterKeys {
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0) {
    throw new KeyFault(
      `The key file ${path} is empty. Restore it from its backup; before a first start, delete it.`,
    );
  }
  if (lines[0] !== firstLine) {
    throw new KeyFault(
      `The key file ${path} does not begin with "${firstLine}": it is none of ours, or of a later version.`,
    );
  }
  const [first, ...others] = lines
    .slice(1)
    .map((line, index) => parseLine(line, `${path}, key ${index + 1}`));
  if (first === undefined)
    throw new KeyFault(`The key file ${path} has no key in it. Restore it from its backup.`);
  return [first, ...others];
}

function parseLine(line: string, where: string): MasterKey {
  const [, id, text = ""] = /^key ([0-9a-f]{8}) ([A-Za-z0-9+/]{43}=)$/.exec(line) ?? [];
  if (id === undefined)
    throw new KeyFault(`${where}: expected "key ID BASE64". Restore the file from its backup.`);
  const key = masterKey(Buffer.from(text, "base64"));
  if (key.id !== id)
    throw new KeyFault(`${where}: the key does not fit its id, so it was changed. Restore the file.`);
  return key;
}

async function readIfPresent(path: string): Promise<string | undefined> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new KeyFault(
      `The key file ${path} cannot be read (${error.code}). The server's user must be able to read it.`,
    );
  });
  if (file === undefined) return undefined;
  try {
    // Asked of the open file, not of the path: nobody can put another one in its place meanwhile.
    const facts = await file.stat();
    if (!facts.isFile()) throw new KeyFault(`The key file ${path} is not a file.`);
    if ((facts.mode & 0o077) !== 0) {
      const mode = (facts.mode & 0o777).toString(8).padStart(4, "0");
      throw new KeyFault(
        `The key file ${path} is open to others (mode ${mode}). Close it with: chmod 600 ${path}`,
      );
    }
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** On the disk before anything is sealed with it: a key that a power cut takes away takes the database with it. */
async function writeNew(path: string, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const file = await open(path, flags, 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new KeyFault(`The key file ${path} cannot be created (${error.code}).`);
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
