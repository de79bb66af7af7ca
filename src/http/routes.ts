// Every path, in one table: method, path, who may call, handler. The reference is generated from it.

import { aboutRoutes } from "./about.ts";
import { adminSessionRoutes } from "./admin-login.ts";
import type { Route } from "./call.ts";
import { healthRoutes } from "./health.ts";
import { getsession } from "./legacy-session.ts";

export interface RouteChoices {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether LinOTP 2 clients may log in. */
  readonly legacySession: boolean;
}

export function routeTable({ startedAt, legacySession }: RouteChoices): readonly Route[] {
  return [
    ...adminSessionRoutes,
    ...(legacySession ? [getsession] : []),
    ...healthRoutes(startedAt),
    ...aboutRoutes,
  ];
}
