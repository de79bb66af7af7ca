// What the one who is signed in may do: `permissions` of /manage/context.

import { readRecord, readTexts } from "../../shared/api/read.ts";

export type Rights = {
  /** Realms in which he may do anything at all, the administrators' own left out. */
  readonly realms: readonly string[];
  /** Rights that belong to no realm: `system/read`, `audit/view`, `tools/import_users`. */
  readonly global: readonly string[];
  /** Rights that he has in one realm at least: `admin/initTOTP`, `reporting.access/show`; in lower case. */
  readonly somewhere: readonly string[];
};

export type GlobalRight =
  | "system/read"
  | "system/write"
  | "audit/view"
  | "tools/import_users"
  | "monitoring/tokens"
  | "monitoring/activeUsers"
  | "monitoring/config"
  | "monitoring/storageEncryption";

const adminRealm = "linotp_admins";

export function readRights(detail: unknown): Rights {
  const permissions = readRecord(readRecord(detail).permissions);
  const inRealm = readRecord(permissions.inRealm);
  const realms = Object.entries(inRealm)
    .filter(([name, rights]) => name !== adminRealm && readTexts(rights).length > 0)
    .map(([name]) => name);
  const local = [permissions.anyRealm, ...Object.values(inRealm)].flatMap(readTexts);
  const somewhere = [...new Set(local.map((right) => right.toLowerCase()))];
  return { realms, global: readTexts(permissions.global), somewhere };
}

/** While it is not known, nothing is hidden: the server decides anyway. */
export function may(rights: Rights | undefined, right: GlobalRight): boolean {
  return rights === undefined || rights.global.includes(right);
}

export function maySomewhere(rights: Rights | undefined, right: string): boolean {
  return rights === undefined || rights.somewhere.includes(right.toLowerCase());
}
