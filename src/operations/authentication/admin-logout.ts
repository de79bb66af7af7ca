// An administrator logs out: no signature of his session counts any more.

import { auditEntry, type Origin } from "../../core/audit.ts";
import type { World } from "../world.ts";

export async function adminLogout(
  world: World,
  session: { readonly id: string; readonly until: number },
  origin: Origin,
): Promise<void> {
  await world.store.decide({}, () => ({
    outcome: undefined,
    changes: [{ kind: "revocation.put", id: session.id, expiresAt: session.until }],
    audit: auditEntry(origin, { success: true }),
  }));
}
