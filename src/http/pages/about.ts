// /api/v2/about: which product this is, and the way from / to the portal.

import type { Route } from "../call.ts";
import { raw, redirect } from "../reply.ts";
import { wireVersion } from "../version.ts";

export const aboutRoutes: readonly Route[] = [
  {
    methods: ["GET"],
    path: "/api/v2/about",
    who: "anyone",
    unaudited: true,
    handler: async ({ world }) =>
      raw(
        { name: "Latchkey", version: world.version, compatible: wireVersion.versionNumber },
        { audit: "none" },
      ),
    about: "Name and version of this server.",
  },
  {
    methods: ["GET"],
    path: "/",
    who: "anyone",
    unaudited: true,
    handler: async () => redirect("/selfservice/"),
    about: "Leads to the self-service portal.",
  },
];
