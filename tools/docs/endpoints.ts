// The page of all paths, from the route table, with what each of them takes.

import type { Parameter, Route } from "../../src/http/call.ts";
import { parametersOf } from "../../src/http/reference/parameters.ts";
import { routeTable } from "../../src/http/routes.ts";
import { code, page, table } from "./page.ts";

const callers: Readonly<Record<Route["who"], string>> = {
  anyone: "anyone",
  administrator: "administrators",
  portal: "people in the portal",
  "portal-login": "people in the portal, also while they log in",
};

export function endpointsPage(): string {
  const routes = routeTable({ startedAt: 0, legacySession: true }).toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const areas = Map.groupBy(routes, (route) => route.path.split("/")[1] ?? "");
  return page(
    "HTTP API",
    "Every path the server answers. Parameters travel as form fields, as JSON or in the query; a list is sent as `name[]=a&name[]=b`, or separated by commas. Every answer is LinOTP's JSON envelope unless said otherwise. For programs, the same is at `/api/openapi.json`.",
    [...areas].map(([area, ofArea]) => `## /${area}\n\n${ofArea.map(sectionOf).join("\n\n")}`),
  );
}

function sectionOf(route: Route): string {
  const parameters = Object.entries(parametersOf(route) ?? {});
  const head = `### ${route.path}\n\n${route.methods.join(", ")}, for ${callers[route.who]}. ${route.about}`;
  if (parameters.length === 0) return head;
  return `${head}\n\n${table(["parameter", "", "is"], parameters.map(rowOf))}`;
}

function rowOf([name, { about, required, type }]: readonly [string, Parameter]): readonly string[] {
  const kind = [required === true ? "required" : "", type ?? ""].filter((word) => word !== "");
  return [code(name), kind.join(", "), about];
}
