// What happened to a person's tokens, as the audit trail tells it.

import type { AuditColumn, AuditRecord, Page } from "../../core/store.ts";
import type { World } from "../world.ts";
import { type Person, requireOwnRight } from "./own-tokens.ts";

export interface HistoryQuery {
  readonly filters: { readonly [Column in AuditColumn]?: string };
  readonly sortBy: AuditColumn;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** Only entries about this person in this realm, whatever he searches for. */
export async function history(world: World, person: Person, query: HistoryQuery): Promise<Page<AuditRecord>> {
  requireOwnRight(world.store.settings(), person, "history");
  const { login, realm } = person.user;
  return await world.store.audit({ ...query, person: { user: login, realm } });
}
