// Every endpoint under /admin/ except logging in and out.

import type { Route } from "../call.ts";
import { adminLookupRoutes } from "./admin-lookup.ts";
import { adminSetRoutes } from "./admin-set.ts";
import { adminShowRoutes } from "./admin-show.ts";
import { adminTokenRoutes } from "./admin-tokens.ts";
import { adminUserRoutes } from "./admin-users.ts";

export const adminRoutes: readonly Route[] = [
  ...adminShowRoutes,
  ...adminUserRoutes,
  ...adminTokenRoutes,
  ...adminSetRoutes,
  ...adminLookupRoutes,
];
