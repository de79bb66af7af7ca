// How resolvers are named on the wire (contract 11 section 1).

import { Refusal } from "../core/problem.ts";
import type { ResolverSettings, Settings } from "../core/settings.ts";
import type { Reply } from "./call.ts";

const classes: { readonly [Type in ResolverSettings["type"]]: string } = {
  passwdresolver: "PasswdIdResolver",
  ldapresolver: "LDAPIdResolver",
  sqlresolver: "SQLIdResolver",
};

/** `useridresolver.PasswdIdResolver.IdResolver.staff`. */
export function resolverSpec({ type, name }: Pick<ResolverSettings, "type" | "name">): string {
  return `useridresolver.${classes[type]}.IdResolver.${name}`;
}

/** The audit entry names the directory that was needed and did not answer (contract 11 section 1). */
export function withOutage(reply: Reply, error: unknown, { resolvers }: Settings): Reply {
  if (!(error instanceof Refusal) || error.problem.code !== "unavailable") return reply;
  const resolver = resolvers.get(error.problem.resolver ?? "");
  if (resolver === undefined || typeof reply.audit === "string") return reply;
  const actionDetail = `Failed to connect to:${resolverSpec(resolver)}, `;
  return { ...reply, audit: { ...reply.audit, actionDetail } };
}

/** The resolvers whose spec contains a text, whatever the case: LinOTP searches tokens by it. */
export function resolversCalled(search: string | undefined, { resolvers }: Settings): readonly string[] {
  if (search === undefined) return [];
  const wanted = search.toLowerCase();
  const found = [...resolvers.values()].filter((each) => resolverSpec(each).toLowerCase().includes(wanted));
  return found.map(({ name }) => name);
}

/** What LinOTP stores beside the owner of a token: a file's path for passwd resolvers, otherwise `<Class>.IdResolver.<name>`. */
export function resolverId({
  type,
  name,
  parameters,
}: Pick<ResolverSettings, "type" | "name" | "parameters">): string {
  if (type === "passwdresolver") return parameters["fileName"] ?? "";
  return `${classes[type]}.IdResolver.${name}`;
}
