// Finding people: contract 01 section 7. A directory that does not answer is a refusal, never "no such user".

import { type Fields, optional, readDuration, readFlag, text } from "../core/fields.ts";
import { Refusal } from "../core/problem.ts";
import { defaultRealm, type ResolverSettings, type Settings } from "../core/settings.ts";
import type { Owner } from "../core/token.ts";
import type { Person, Resolver, User } from "../core/user.ts";
import type { World } from "./world.ts";

/** How a person was named. `realm` is lower case; empty when none was given and there is no default. */
export interface Address {
  readonly login: string;
  readonly realm: string;
  /** Name of the only resolver to ask, when the request names one. */
  readonly resolver: string | undefined;
}

/** Undefined when the request names nobody. */
export function addressOf(fields: Fields, settings: Settings): Address | undefined {
  const login = text(fields, "user") ?? "";
  const given = optional(fields, "realm")?.trim().toLowerCase();
  const resolver = resolverNamed(optional(fields, "resConf"));
  if (login === "") return undefined;
  if (given !== undefined) return { login, realm: given, resolver };
  return { ...split(login, settings), resolver };
}

/**
 * The same, read again when nobody is called that: a name that was not split at its `@` is split there after all, if what
 * follows is a realm (contract 01 section 7).
 */
export async function settledAddress(world: World, fields: Fields): Promise<Address | undefined> {
  const settings = world.store.settings();
  const address = addressOf(fields, settings);
  const at = address?.login.lastIndexOf("@") ?? -1;
  if (address === undefined || at < 0 || address.resolver !== undefined) return address;
  if (optional(fields, "realm") !== undefined) return address;
  const realm = address.login.slice(at + 1).toLowerCase();
  if (!settings.realms.has(realm) || (await userAt(world, address)) !== undefined) return address;
  return { ...address, login: address.login.slice(0, at), realm };
}

/** `name (Type)` names the resolver `name`. */
function resolverNamed(resConf: string | undefined): string | undefined {
  const name = resConf?.split("(")[0]?.trim();
  return name === "" ? undefined : name;
}

function split(login: string, settings: Settings): { login: string; realm: string } {
  const trimmed = login.trim();
  const at = trimmed.lastIndexOf("@");
  const backslash = trimmed.indexOf("\\");
  if (readFlag(settings.config.get("splitAtSign")?.value ?? "true") !== false) {
    if (at >= 0) return { login: trimmed.slice(0, at), realm: trimmed.slice(at + 1).toLowerCase() };
    if (backslash >= 0)
      return { login: trimmed.slice(backslash + 1), realm: trimmed.slice(0, backslash).toLowerCase() };
  }
  return { login: trimmed, realm: defaultRealm(settings) ?? "" };
}

/** The person whom a request names with `user`, `realm`, `resConf`; undefined when it names nobody or nobody is found. */
export async function findUser(world: World, fields: Fields): Promise<User | undefined> {
  const address = await settledAddress(world, fields);
  return address === undefined ? undefined : await userAt(world, address);
}

export async function requireUser(world: World, fields: Fields): Promise<User> {
  const address = await settledAddress(world, fields);
  const user = address === undefined ? undefined : await userAt(world, address);
  if (user !== undefined) return user;
  throw new Refusal({ code: "unknown-user", login: address?.login ?? "", realm: address?.realm ?? "" });
}

/** Asks the realm's resolvers in order. The same login with different uids in two of them is ambiguous. */
export async function userAt(world: World, address: Address): Promise<User | undefined> {
  const settings = world.store.settings();
  const found: User[] = [];
  for (const resolver of resolversAt(address, settings)) {
    const person = await open(world, resolver).byLogin(address.login);
    if (person !== undefined) found.push(userFrom(person, placeOf(address.realm, resolver.name, settings)));
  }
  const [first, second] = found;
  if (first !== undefined && second !== undefined && first.owner.uid !== second.owner.uid) {
    throw new Refusal({ code: "ambiguous-user", login: address.login, realm: address.realm });
  }
  return first;
}

/**
 * A request may name any resolver and any realm (`resConf`). Rights and policies go by the realm, so it is one that the
 * resolver belongs to, or none.
 */
function placeOf(realm: string, resolver: string, settings: Settings): { realm: string; resolver: string } {
  if (settings.realms.get(realm)?.resolvers.includes(resolver) === true) return { realm, resolver };
  return { realm: realmsOf(settings, { resolver, uid: "" })[0] ?? "", resolver };
}

/** The person who owns a token, addressed in `realm` if he is there, otherwise in the first realm that knows his resolver. */
export async function userOf(world: World, owner: Owner, realm?: string): Promise<User | undefined> {
  const settings = world.store.settings();
  const resolver = settings.resolvers.get(owner.resolver);
  if (resolver === undefined) return undefined;
  const person = await open(world, resolver).byUid(owner.uid);
  if (person === undefined) return undefined;
  const realms = realmsOf(settings, owner);
  const chosen = realm !== undefined && realms.includes(realm) ? realm : realms[0];
  return userFrom(person, { realm: chosen ?? "", resolver: owner.resolver });
}

/**
 * The realms that a person's new token gets: the one in which he was addressed, not the others that know his resolver
 * (contract 02 section 4). Somebody who was addressed in no realm brings all of them.
 */
export function tokenRealmsOf(settings: Settings, { realm, owner }: User): readonly string[] {
  return realm === "" ? realmsOf(settings, owner) : [realm];
}

/** Names of the realms that a person's resolver belongs to, the default realm first. */
export function realmsOf(settings: Settings, owner: Owner): readonly string[] {
  const names = [...settings.realms.values()]
    .filter((realm) => realm.resolvers.includes(owner.resolver))
    .map(({ name }) => name);
  const first = defaultRealm(settings);
  return names.toSorted((left, right) => Number(right === first) - Number(left === first));
}

export function resolverOf(world: World, owner: Owner): Resolver | undefined {
  const settings = world.store.settings().resolvers.get(owner.resolver);
  return settings === undefined ? undefined : open(world, settings);
}

/**
 * One question to the person's own directory, and no second one during the same request: a further password is wrong
 * unasked. An empty password is never right, whatever a directory makes of it.
 */
export async function passwordIsRight(world: World, { owner }: User, password: string): Promise<boolean> {
  if (password === "") return false;
  const key = JSON.stringify([owner.resolver, owner.uid]);
  const before = world.tried?.get(key);
  if (before !== undefined) return before.password === password && (await before.isRight);
  const isRight = resolverOf(world, owner)?.verifyPassword(owner.uid, password) ?? Promise.resolve(false);
  world.tried?.set(key, { password, isRight });
  return await isRight;
}

/**
 * For somebody whom nobody knows: the same comparison in the directory where he was looked for, always wrong, so that
 * the time it takes does not tell whether a name exists.
 */
export async function compareForNobody(world: World, realm: string, password: string): Promise<void> {
  const settings = world.store.settings();
  const names =
    settings.realms.get(realm)?.resolvers ?? settings.realms.get(defaultRealm(settings) ?? "")?.resolvers;
  const first = names?.map((name) => settings.resolvers.get(name)).find((resolver) => resolver !== undefined);
  if (first !== undefined && password !== "") await open(world, first).verifyPassword("", password);
}

/**
 * For what is given to people because they have no token: that somebody was there lately is not enough for it. Throws a
 * Refusal when his directory does not know him any more, or does not answer (decision 0129).
 */
export async function requirePresent(world: World, { login, realm, owner }: User): Promise<void> {
  const settings = world.store.settings();
  const resolver = settings.resolvers.get(owner.resolver);
  // Without a memory he was looked up a moment ago.
  if (resolver === undefined || lookupAgeMs(settings) === 0) return;
  const person = await world.resolver(resolver).byUid(owner.uid);
  if (person === undefined) throw new Refusal({ code: "unknown-user", login, realm });
}

function resolversAt({ realm, resolver }: Address, settings: Settings): readonly ResolverSettings[] {
  const names = resolver === undefined ? (settings.realms.get(realm)?.resolvers ?? []) : [resolver];
  return names.flatMap((name) => settings.resolvers.get(name) ?? []);
}

function open(world: World, settings: ResolverSettings): Resolver {
  return world.resolver(settings, lookupAgeMs(world.store.settings()));
}

function userFrom(person: Person, at: { realm: string; resolver: string }): User {
  return {
    login: person.login,
    realm: at.realm,
    owner: { resolver: at.resolver, uid: person.uid },
    info: person.info,
  };
}

/** How long people who were looked up are remembered; 0: not at all. Without the keys 36 h, as in LinOTP (contract 11 section 1). */
export function lookupAgeMs({ config }: Settings): number {
  const isOn = readFlag(config.get("user_lookup_cache.enabled")?.value ?? "true") === true;
  const seconds = readDuration(config.get("user_lookup_cache.expiration")?.value ?? "129600");
  return isOn ? (seconds ?? 0) * 1000 : 0;
}
