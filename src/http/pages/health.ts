// /healthcheck/status: whether the server answers (contract 01 section 10).

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
        return raw({ status: "alive", version: wireVersion.versionNumber, uptime }, { audit: "none" });
      },
      about: "Whether the server is alive, and since how many seconds.",
    },
  ];
}
