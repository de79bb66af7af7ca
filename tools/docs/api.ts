// The page of all paths, from the route table.

import type { Route } from "../../src/http/call.ts";
import { routeTable } from "../../src/http/routes.ts";
import { code, page, table } from "./page.ts";

const callers: Readonly<Record<Route["who"], string>> = {
  anyone: "anyone",
  administrator: "administrator's session",
  portal: "portal session",
  "portal-login": "portal session, also one that is still logging in",
};

export function apiPage(): string {
  const routes = routeTable({ startedAt: 0, legacySession: true }).toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const areas = Map.groupBy(routes, (route) => route.path.split("/")[1] ?? "");
  return page(
    "HTTP API",
    "Every path the server answers. Parameters travel as form fields or in the query, and every answer is LinOTP's JSON envelope unless said otherwise.",
    [...areas].map(([area, ofArea]) => `## /${area}\n\n${tableOf(ofArea)}`),
  );
}

function tableOf(routes: readonly Route[]): string {
  return table(
    ["path", "methods", "who may call", "does"],
    routes.map(({ path, methods, who, about }) => [code(path), methods.join(", "), callers[who], about]),
  );
}
