// People from a passwd file (LinOTP's `passwdresolver`). The file is read again when it has changed; while it cannot be
// read the directory is out of order, which is something else than not knowing somebody.

import type { BigIntStats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { required } from "../core/fields.ts";
import { Refusal } from "../core/problem.ts";
import type { ResolverSettings } from "../core/settings.ts";
import type { Resolver } from "../core/user.ts";
import type { ResolverDeps } from "./deps.ts";
import { hasHash, type PasswdEntry, type PasswdIndex, parsePasswd, personOf } from "./passwd.ts";
import { compileFilter, type SearchFields } from "./search.ts";

const searchFields: SearchFields = {
  username: "text",
  userid: "numeric",
  description: "text",
  email: "text",
};
/** A file that is being written while it is read is read again, so often. */
const patience = 5;

export function openFileResolver(settings: ResolverSettings, { passwords, here }: ResolverDeps): Resolver {
  const { name } = settings;
  const fileName = required(new Map(Object.entries(settings.parameters)), "fileName");
  const current = followFile(resolve(here, fileName.replaceAll("%(here)s", here)), name);

  const nobody = async (index: PasswdIndex, password: string): Promise<false> => {
    if (index.someHash === undefined) return passwords.verifyNobody(password);
    await passwords.verify(index.someHash, password);
    return false;
  };

  return {
    name,
    searchFields,
    byLogin: async (login) => optionalPerson((await current()).byLogin.get(login)),
    byUid: async (uid) => optionalPerson((await current()).byUid.get(uid)),
    search: async (filter) => {
      const fits = compileFilter(filter, searchFields, fieldOf);
      return [...(await current()).byLogin.values()].filter(fits).map(personOf);
    },
    verifyPassword: async (uid, password) => {
      const index = await current();
      const entry = index.byUid.get(uid);
      if (entry === undefined || !hasHash(entry) || password === "") return nobody(index, password);
      return passwords.verify(entry.hash, password);
    },
  };
}

function optionalPerson(entry: PasswdEntry | undefined) {
  return entry === undefined ? undefined : personOf(entry);
}

/** As in LinOTP, a pattern for `email` is compared with the whole gecos field. */
function fieldOf({ login, uid, gecos }: PasswdEntry, field: string): string {
  if (field === "username") return login;
  return field === "userid" ? uid : gecos;
}

interface Loaded {
  readonly stamp: string;
  readonly index: PasswdIndex;
}

/** The index of the file as it is now. Callers at the same time share one look at the file. */
function followFile(path: string, name: string): () => Promise<PasswdIndex> {
  let loaded: Loaded | undefined;
  let looking: Promise<PasswdIndex> | undefined;
  const look = async (): Promise<PasswdIndex> => {
    try {
      const facts = await stat(path, { bigint: true });
      if (!facts.isFile()) throw new Error("not a file");
      if (loaded?.stamp !== stampOf(facts)) loaded = await load(path);
      return loaded.index;
    } catch (cause) {
      throw Object.assign(new Refusal({ code: "unavailable", what: `resolver ${name}`, resolver: name }), {
        cause,
      });
    }
  };
  return () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}

async function load(path: string): Promise<Loaded> {
  const file = await open(path, "r");
  try {
    return await readWhole(file);
  } finally {
    await file.close();
  }
}

async function readWhole(file: FileHandle): Promise<Loaded> {
  for (let attempt = 1; attempt <= patience; attempt++) {
    const before = await file.stat({ bigint: true });
    const buffer = Buffer.alloc(Number(before.size));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const stamp = stampOf(await file.stat({ bigint: true }));
    if (bytesRead === buffer.length && stamp === stampOf(before))
      return { stamp, index: parsePasswd(buffer) };
  }
  throw new Error("the file keeps changing while it is read");
}

/** Two equal stamps: the same file with the same content. */
function stampOf({ mtimeNs, size, ino }: BigIntStats): string {
  return `${mtimeNs}/${size}/${ino}`;
}
