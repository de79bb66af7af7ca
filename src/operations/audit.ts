// Looking into the audit trail: the right to it, and reading it piece by piece.

import { maySystem } from "../core/policy/rights.ts";
import { Refusal } from "../core/problem.ts";
import type { AuditQuery, AuditRecord, Page } from "../core/store.ts";
import type { Administrator } from "./rights.ts";
import type { World } from "./world.ts";

export function requireAuditRight(world: World, { admin }: Administrator): void {
  if (maySystem(world.store.settings().policies, admin, "audit", "view")) return;
  throw new Refusal({
    code: "forbidden",
    message:
      "You do not have the administrative right to view the audit trail. You are missing a policy scope=audit, action=view",
  });
}

const stride = 1000;

/**
 * All records that a query finds, in pieces: as many as there were at the beginning. What others write meanwhile moves
 * the rest, so no number is given out twice.
 */
export async function* auditPieces(
  world: World,
  query: AuditQuery,
  first: Page<AuditRecord>,
): AsyncGenerator<readonly AuditRecord[]> {
  yield first.rows;
  const given = new Set(first.rows.map(({ number }) => number));
  let offset = first.rows.length;
  while (given.size < first.total) {
    const { rows } = await world.store.audit({ ...query, offset, limit: stride });
    if (rows.length === 0) return;
    offset += rows.length;
    const fresh = rows.filter(({ number }) => !given.has(number)).slice(0, first.total - given.size);
    for (const { number } of fresh) given.add(number);
    yield fresh;
  }
}

export function firstPiece(world: World, query: AuditQuery): Promise<Page<AuditRecord>> {
  return world.store.audit({ ...query, offset: 0, limit: stride });
}
