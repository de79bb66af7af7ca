// /system/getSupportInfo, isSupportValid: there is no licence to install, and nothing that one would limit
// (contract 08 section 6).

import { refuse } from "../../core/problem.ts";
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
    handler: async () => {
      throw refuse("Support not available, your product is unlicensed");
    },
    about: "Whether a support contract is installed: always refused, as where none is.",
  },
];
