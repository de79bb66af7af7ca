// What happened to a person's tokens, as the audit trail tells it.

import type { AuditQuery, AuditRecord, Page } from "../../core/store.ts";
import type { World } from "../world.ts";
import { type Person, requireOwnRight } from "./own-tokens.ts";

export type HistoryQuery = Omit<AuditQuery, "person"> & {
  /** A condition that no record fulfils. */
  readonly impossible: boolean;
};

/** Only entries about this person in this realm, whatever he searches for. */
export async function history(
  world: World,
  person: Person,
  { impossible, ...query }: HistoryQuery,
): Promise<Page<AuditRecord>> {
  requireOwnRight(world.store.settings(), person, "history");
  if (impossible) return { rows: [], total: 0 };
  const { login, realm } = person.user;
  return await world.store.audit({ ...query, person: { user: login, realm } });
}
