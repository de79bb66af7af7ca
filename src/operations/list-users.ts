// Listing people for administrators, and telling who owns a token.

import { adminRealms, mayAdmin } from "../core/policy/rights.ts";
import { Refusal } from "../core/problem.ts";
import { defaultRealm, type Settings } from "../core/settings.ts";
import type { Owner } from "../core/token.ts";
import type { FoundPeople, PersonFilter, PersonInfo, Resolver } from "../core/user.ts";
import { type Administrator, denied, onTokens } from "./rights.ts";
import { realmsOf, resolverOf, userOf } from "./users.ts";
import type { World } from "./world.ts";

export interface UserQuery {
  /** Lower case; undefined: the default realm, unless a resolver is named. */
  readonly realm: string | undefined;
  readonly resolver: string | undefined;
  readonly filter: PersonFilter;
}

export interface ListedUser {
  readonly resolver: string;
  readonly info: PersonInfo;
}

export interface ListedUsers {
  readonly people: readonly ListedUser[];
  /** A directory kept people back. */
  readonly isCut: boolean;
}

/** Each resolver is asked in turn, in the order of the realm. One that does not answer fails the whole list. */
export async function listUsers(world: World, query: UserQuery, who: Administrator): Promise<ListedUsers> {
  const settings = world.store.settings();
  const realm = query.realm ?? (query.resolver === undefined ? (defaultRealm(settings) ?? "") : undefined);
  requireUserlist(settings, who, { realm, resolver: query.resolver });
  const named = realm === undefined ? [query.resolver ?? ""] : (settings.realms.get(realm)?.resolvers ?? []);
  const resolvers = query.resolver === undefined ? named : named.filter((name) => name === query.resolver);
  const people: ListedUser[] = [];
  let isCut = false;
  for (const name of resolvers) {
    const resolver = resolverOf(world, { resolver: name, uid: "" });
    if (resolver === undefined) continue;
    const found = await find(resolver, query.filter);
    people.push(...found.people.map(({ info }) => ({ resolver: name, info })));
    isCut ||= found.hasMore;
  }
  return { people, isCut };
}

async function find(resolver: Resolver, filter: PersonFilter): Promise<FoundPeople> {
  return (await resolver.find?.(filter)) ?? { people: await resolver.search(filter), hasMore: false };
}

/** People of one resolver. It must belong to a realm in which the administrator may list people. */
export async function usersOfResolver(
  world: World,
  { resolver, filter }: { readonly resolver: string; readonly filter: PersonFilter },
  who: Administrator,
): Promise<readonly ListedUser[]> {
  const found = await allowedResolver(world, resolver, who).search(filter);
  return found.map(({ info }) => ({ resolver, info }));
}

/** Undefined when nobody has this id there. */
export async function personIn(
  world: World,
  { resolver, uid }: Owner,
  who: Administrator,
): Promise<PersonInfo | undefined> {
  return (await allowedResolver(world, resolver, who).byUid(uid))?.info;
}

/** Whoever may not look there is not told whether it is there. */
function allowedResolver(world: World, resolver: string, { admin, origin }: Administrator): Resolver {
  const settings = world.store.settings();
  const target = { resolverRealms: realmsOf(settings, { resolver, uid: "" }) };
  if (!mayAdmin(settings.policies, admin, "userlist", target, origin.at))
    throw denied("Admin has no rights to list users in the requested resolver.");
  const found = resolverOf(world, { resolver, uid: "" });
  if (found === undefined) throw new Refusal({ code: "unknown-resolver", resolver });
  return found;
}

interface Place {
  readonly realm: string | undefined;
  readonly resolver: string | undefined;
}

function requireUserlist(
  settings: Settings,
  { admin, origin }: Administrator,
  { realm, resolver }: Place,
): void {
  const having = [...settings.realms.values()].filter((each) => each.resolvers.includes(resolver ?? ""));
  const target =
    realm === undefined ? { resolverRealms: having.map(({ name }) => name) } : { userRealm: realm };
  if (mayAdmin(settings.policies, admin, "userlist", target, origin.at)) return;
  const place = realm === undefined ? `resolver '${resolver ?? ""}'` : `realm '${realm}'`;
  throw denied(`You do not have the administrative right to list users in ${place}.`);
}

/** What the directory knows about the owner; undefined when there is none. Never a password or its hash. */
export async function tokenOwner(
  world: World,
  serial: string,
  who: Administrator,
): Promise<PersonInfo | undefined> {
  const token = await world.store.token(serial);
  const settings = world.store.settings();
  if (token === undefined) {
    // Nothing is told about serials to those who may not ask about any.
    const realms = adminRealms(settings.policies, who.admin, "tokenowner", who.origin.at);
    if (realms.length === 0)
      throw denied(
        "You do not have the administrative right to get the owner of tokens. Check the policies.",
      );
    return undefined;
  }
  const authorize = onTokens(who, { action: "tokenowner", deed: (of) => `get the owner of token ${of}` });
  authorize([token], { settings });
  return token.owner === undefined ? undefined : (await userOf(world, token.owner))?.info;
}
