// /healthcheck/status: whether the server answers (contract 01 section 10).

import { Refusal } from "../../core/problem.ts";
import type { ResolverSettings } from "../../core/settings.ts";
import type { World } from "../../operations/world.ts";
import type { Route } from "../call.ts";
import { raw } from "../reply.ts";
import { wireVersion } from "../version.ts";

/** `startedAt`: milliseconds since 1970. */
export function healthRoutes(startedAt: number): readonly Route[] {
  return [
    {
      methods: ["GET"],
      path: "/healthcheck/status",
      who: "anyone",
      unaudited: true,
      handler: async ({ world }) => {
        const uptime = Math.max(0, world.now() - startedAt) / 1000;
        const status = { status: "alive", version: wireVersion.versionNumber, uptime };
        return raw({ ...status, ...directoriesOf(world) }, { audit: "none" });
      },
      about: "Whether the server is alive, and since how many seconds.",
    },
  ];
}

/** How many directories do not answer, while there are any. Which ones, administrators learn from the audit trail. */
function directoriesOf(world: World): { readonly unavailable_resolvers?: number } {
  const resolvers = [...world.store.settings().resolvers.values()];
  const out = resolvers.filter((each) => isOut(world, each)).length;
  return out === 0 ? {} : { unavailable_resolvers: out };
}

/**
 * As far as is known: the answer does not wait for a directory. One that was out is asked for anybody at all meanwhile, so
 * that the next call knows of its recovery even if nobody logs in.
 */
function isOut(world: World, settings: ResolverSettings): boolean {
  try {
    const resolver = world.resolver(settings);
    if (resolver.outage?.() === undefined) return false;
    void resolver.byLogin("healthcheck").catch(() => undefined);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
}
