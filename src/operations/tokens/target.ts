// Which existing tokens an administrator's request means: by serial, by several serials, or by their owner.

import { type Fields, list } from "../../core/fields.ts";
import { addressOf, requireUser } from "../users.ts";
import type { World } from "../world.ts";
import type { Target } from "./manage.ts";

/** One serial, a list, or none; the same serial twice means it once. */
export function readSerials(fields: Fields, name = "serial"): readonly string[] {
  return [...new Set(list(fields, name) ?? [])];
}

/** A serial wins over a user. Undefined when the request names neither. */
export async function readTarget(
  world: World,
  fields: Fields,
  absent: "refused" | "skipped",
): Promise<Target | undefined> {
  const serials = readSerials(fields);
  if (serials.length > 0) return { kind: "serials", serials, absent };
  const named = addressOf(fields, world.store.settings()) !== undefined;
  return named ? { kind: "user", user: await requireUser(world, fields) } : undefined;
}
