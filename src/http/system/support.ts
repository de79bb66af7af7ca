// /system/getSupportInfo, isSupportValid: there is no licence to install, and nothing that one would limit
// (contract 08 section 6).

import type { Route } from "../call.ts";
import { succeed } from "../reply.ts";

export const supportRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/system/getSupportInfo",
    who: "administrator",
    handler: async () => succeed({}, { audit: { success: true } }),
    about: "The installed licence: always empty.",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/isSupportValid",
    who: "administrator",
    handler: async () =>
      succeed(false, {
        detail: { reason: "This product has no licence to check." },
        audit: { success: true },
      }),
    about: "Whether a support contract is installed: never.",
  },
];
