// The parameters of each route: its own, or those of the tables beside this file.

import type { Parameters, Route } from "../call.ts";
import { adminParameters } from "./admin.ts";
import { otherParameters } from "./others.ts";
import { systemParameters } from "./system.ts";
import { userserviceParameters } from "./userservice.ts";
import { validateParameters } from "./validate.ts";
import { type ParameterTable, possible } from "./words.ts";

const tables: ParameterTable = {
  ...adminParameters,
  ...validateParameters,
  ...userserviceParameters,
  ...systemParameters,
  ...otherParameters,
};

/** Paths of the tables: each is a route. */
export const describedPaths: readonly string[] = Object.keys(tables);

/** Undefined when nobody has described them. */
export function parametersOf(route: Route): Parameters | undefined {
  const own = route.parameters ?? tables[twin(route.path)];
  return own === undefined || !hasSession(route) ? own : { session, ...own };
}

/** The same endpoint under a second path. */
function twin(path: string): string {
  return path === "/system/getPolicy/:id" ? "/system/getPolicy" : path;
}

const session = { ...possible("Value of the session's cookie."), required: true } as const;

function hasSession({ who }: Route): boolean {
  return who === "portal" || who === "portal-login";
}
