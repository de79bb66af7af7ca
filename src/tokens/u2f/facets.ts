// Where U2F keys may be used: the application's identity, and the pages that belong to it (contract 03, u2f).

import { type Ruling, rule } from "../../core/policy/rule.ts";
import { refuse } from "../../core/problem.ts";
import type { EnrollmentContext } from "../../core/token-type.ts";

type Asking = Pick<EnrollmentContext, "ruling" | "settings" | "user" | "now">;

/** One for all realms of the person; throws a Refusal when there is none, or when they differ. */
export function appIdFor(asking: Asking): string {
  const [found, ...others] = valuesOf("u2f_app_id", asking);
  if (found === undefined) throw refuse("No appId defined.");
  if (others.length > 0) throw refuse("The realms of this user have different values of u2f_app_id.");
  return found;
}

/** The application itself, and what policy adds to it. */
export function facetsOf(appId: string, asking: Asking): readonly string[] {
  const listed = valuesOf("u2f_valid_facets", asking).flatMap((value) => value.split(";"));
  return [appId, ...listed].map(withoutSlash).filter((facet) => facet !== "");
}

/** Compared whole: no page is ours because it looks similar. */
export function isAmong(facets: readonly string[], origin: string): boolean {
  return facets.includes(withoutSlash(origin));
}

function withoutSlash(facet: string): string {
  return facet.trim().replace(/\/$/, "");
}

function valuesOf(action: "u2f_app_id" | "u2f_valid_facets", asking: Asking): readonly string[] {
  const values = [asking.ruling, ...rulingsElsewhere(asking)].map(
    ({ enrollment }) => enrollment[action]?.trim() ?? "",
  );
  return [...new Set(values)].filter((value) => value !== "");
}

/** In the other realms to which the person's directory belongs. */
function rulingsElsewhere({ settings, user, now }: Asking): readonly Ruling[] {
  if (user === undefined) return [];
  const { owner, ...person } = user;
  const realms = [...settings.realms.values()].filter(
    ({ name, resolvers }) => name !== user.realm && resolvers.includes(owner.resolver),
  );
  return realms.map(({ name }) =>
    rule(settings.policies, {
      user: { ...person, realm: name, resolver: owner.resolver },
      realm: name,
      client: "",
      at: now,
    }),
  );
}
