// What the one who is signed in may do: `permissions` of /manage/context.

import { readRecord, readTexts } from "../../shared/api/read.ts";

export type Rights = {
  /** Realms in which he may do anything at all, the administrators' own left out. */
  readonly realms: readonly string[];
  /** Rights that belong to no realm: `system/read`, `audit/view`, `tools/import_users`. */
  readonly global: readonly string[];
};

export type GlobalRight = "system/read" | "system/write" | "audit/view" | "tools/import_users";

const adminRealm = "linotp_admins";

export function readRights(detail: unknown): Rights {
  const permissions = readRecord(readRecord(detail).permissions);
  const realms = Object.entries(readRecord(permissions.inRealm))
    .filter(([name, rights]) => name !== adminRealm && readTexts(rights).length > 0)
    .map(([name]) => name);
  return { realms, global: readTexts(permissions.global) };
}

/** While it is not known, nothing is hidden: the server decides anyway. */
export function may(rights: Rights | undefined, right: GlobalRight): boolean {
  return rights === undefined || rights.global.includes(right);
}
