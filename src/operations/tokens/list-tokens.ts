// Listing tokens for administrators: filters, realms they may see, pages, owners (contract 05 section 2).

import type { Settings } from "../../core/settings.ts";
import type { TokenColumn, TokenQuery } from "../../core/store.ts";
import type { Owner, Token } from "../../core/token.ts";
import { type Administrator, visibleRealms } from "../rights.ts";
import { type Address, resolverOf, userAt } from "../users.ts";
import type { World } from "../world.ts";
import { type People, peopleOf } from "./people.ts";

export interface ListQuery {
  readonly serial: string | undefined;
  readonly owner: OwnerFilter;
  /** Realm names and patterns with `*`; `""` stands for tokens without realm. Undefined: all that may be seen. */
  readonly realms: readonly string[] | undefined;
  readonly active: boolean | undefined;
  /** Only rollout tokens, or only others. */
  readonly rollout: boolean | undefined;
  readonly type: string | undefined;
  readonly search: string | undefined;
  /** Resolvers that contain what is searched for in their full name. */
  readonly searchedResolvers?: readonly string[];
  readonly sortBy: TokenColumn;
  readonly descending: boolean;
  /** From 1. Undefined: everything at once. */
  readonly page: { readonly number: number; readonly size: number } | undefined;
}

export type OwnerFilter =
  | { readonly kind: "anybody" }
  | { readonly kind: "nobody" }
  /** Owners whom no directory knows any more. */
  | { readonly kind: "unknown" }
  /** The login may contain `*`. */
  | { readonly kind: "named"; readonly address: Address }
  /** Whoever has all of these, in whatever realm. The login may contain `*`. */
  | {
      readonly kind: "described";
      readonly login: string | undefined;
      readonly uid: string | undefined;
      readonly resolver: string | undefined;
    };

export interface TokenList {
  readonly tokens: readonly Token[];
  readonly total: number;
  readonly people: People;
  /** The realms that were searched, for the audit trail. */
  readonly realms: readonly string[] | "any";
}

export async function listTokens(world: World, query: ListQuery, who: Administrator): Promise<TokenList> {
  const settings = world.store.settings();
  const realms = searchedRealms(query.realms, visibleRealms(settings, who), settings);
  const owners = await ownersMeant(world, query.owner);
  if (owners?.length === 0 || realms.length === 0)
    return { tokens: [], total: 0, people: () => undefined, realms };
  const { serial, owner, active, rollout, type, search, sortBy, descending, page } = query;
  const { rows, total } = await world.store.tokens({
    ...present({ serial, active, rollout, type, search, owners }),
    searchedResolvers: query.searchedResolvers ?? [],
    ...(realms === "any" ? {} : { realms }),
    ...(owner.kind === "nobody" ? { unassigned: true } : {}),
    ...(owner.kind === "described" && owner.resolver !== undefined ? { resolver: owner.resolver } : {}),
    sortBy,
    descending,
    ...(page === undefined ? {} : { offset: (page.number - 1) * page.size, limit: page.size }),
  });
  return { tokens: rows, total, people: await peopleOf(world, rows), realms };
}

type Optional = "serial" | "active" | "rollout" | "type" | "search" | "owners";

function present(query: { readonly [Key in Optional]: TokenQuery[Key] | undefined }): TokenQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

/** Undefined: whoever. */
async function ownersMeant(world: World, filter: OwnerFilter): Promise<readonly Owner[] | undefined> {
  switch (filter.kind) {
    case "anybody":
    case "nobody":
      return undefined;
    case "unknown":
      return await lostOwners(world);
    case "named":
      return filter.address.login.includes("*")
        ? await search(world, filter.address)
        : await exact(world, filter.address);
    case "described":
      return await described(world, filter);
  }
}

async function exact(world: World, address: Address): Promise<readonly Owner[]> {
  const user = await userAt(world, address);
  return user === undefined ? [] : [user.owner];
}

/** Without a realm everywhere; in LinOTP the pattern is compared with all owners. */
async function search(world: World, { login, realm, resolver }: Address): Promise<readonly Owner[]> {
  const settings = world.store.settings();
  const named = resolver === undefined ? settings.realms.get(realm)?.resolvers : [resolver];
  const resolvers = realm === "" && resolver === undefined ? [...settings.resolvers.keys()] : (named ?? []);
  const found = await Promise.all(
    resolvers.map(async (name) => {
      const people =
        (await resolverOf(world, { resolver: name, uid: "" })?.search({ username: login })) ?? [];
      return people.map(({ uid }): Owner => ({ resolver: name, uid }));
    }),
  );
  return found.flat();
}

async function described(
  world: World,
  { login, uid, resolver }: Extract<OwnerFilter, { kind: "described" }>,
): Promise<readonly Owner[] | undefined> {
  const resolvers = resolver === undefined ? [...world.store.settings().resolvers.keys()] : [resolver];
  if (login !== undefined) {
    const found = await Promise.all(
      resolvers.map((name) => search(world, { login, realm: "", resolver: name })),
    );
    return found.flat().filter((owner) => uid === undefined || owner.uid === uid);
  }
  return uid === undefined ? undefined : resolvers.map((name) => ({ resolver: name, uid }));
}

/** Refused while a directory does not answer: this list is what people clean up by. */
async function lostOwners(world: World): Promise<readonly Owner[]> {
  const { rows } = await world.store.tokens({ unassigned: false });
  const people = await peopleOf(world, rows, "refused");
  return rows.flatMap(({ owner }) => (owner === undefined || people(owner) !== undefined ? [] : [owner]));
}

/** Those asked for, as far as they may be seen. Only an unrestricted administrator sees tokens without realm. */
function searchedRealms(
  asked: readonly string[] | undefined,
  visible: readonly string[] | "any",
  settings: Settings,
): readonly string[] | "any" {
  if (asked === undefined || asked.includes("*")) return visible;
  const known = visible === "any" ? ["", ...settings.realms.keys()] : visible;
  return known.filter((realm) => asked.some((pattern) => fits(pattern.toLowerCase(), realm)));
}

/** `*` stands for any characters, as in file names; the empty pattern only for no realm at all. */
function fits(pattern: string, realm: string): boolean {
  if (pattern === "" || realm === "") return pattern === realm;
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === realm;
  const last = rest.pop() ?? "";
  if (!realm.startsWith(first) || !realm.endsWith(last) || realm.length < first.length + last.length)
    return false;
  let from = first.length;
  return rest.every((part) => {
    const at = realm.indexOf(part, from);
    from = at + part.length;
    return at >= 0 && from <= realm.length - last.length;
  });
}
