// Resolvers: contract 08 section 2.

import {
  decideDeleteResolver,
  decideSetResolver,
  type ResolverCommand,
  resolverKinds,
  withKeptSecret,
} from "../core/administration/resolvers.ts";
import { type Problem, Refusal, refuse } from "../core/problem.ts";
import type { ResolverSettings } from "../core/settings.ts";
import type { Owner, Serial } from "../core/token.ts";
import type { Resolver, ResolverTest } from "../core/user.ts";
import type { Administrator } from "./rights.ts";
import { changeSettings, openText, requireSystemRight, sealText } from "./settings.ts";
import type { World } from "./world.ts";

export interface WrittenResolver {
  readonly name: string;
  readonly type: ResolverSettings["type"];
  readonly previousName: string;
  readonly readonly: boolean;
  /** The secret one in clear text, or absent. */
  readonly parameters: { readonly [name: string]: string };
}

export async function setResolver(world: World, who: Administrator, written: WrittenResolver): Promise<true> {
  const next = sealedResolver(world, written);
  await tryOut(world, next);
  const before = world.store.settings().resolvers.get(written.previousName);
  const reseal = resealIn(world);
  const isChanged =
    before !== undefined && (before.name !== next.name || identityOf(before) !== identityOf(next));
  const tokens = isChanged ? await tokensIn(world, before.name) : [];
  const command = { next, previousName: written.previousName, reseal, origin: who.origin };
  const uids = isChanged ? await uidsAfter(world, tokens, { before, ...command }) : new Map<string, string>();
  const owners = tokens.flatMap(({ owner }): readonly Owner[] => [
    owner,
    { ...owner, resolver: next.name, uid: uids.get(owner.uid) ?? owner.uid },
  ]);
  return changeSettings(world, who, {
    subject: { serials: tokens.map(({ serial }) => serial), owners },
    decide: (state) => decideSetResolver(state, { ...command, uids }),
  });
}

/** People of the built-in directory go with it. */
export async function deleteResolver(world: World, who: Administrator, name: string): Promise<boolean> {
  const builtIn = world.store.settings().resolvers.get(name)?.builtIn === true;
  const people = builtIn ? await world.store.people(name) : [];
  return changeSettings(world, who, {
    decide: (state) => decideDeleteResolver(state, { name, people, origin: who.origin }),
  });
}

/** POST /admin/testresolver. Takes no right, as in LinOTP. */
export async function testResolver(world: World, name: string): Promise<ResolverTest> {
  const settings = world.store.settings().resolvers.get(name);
  if (settings === undefined) throw new Refusal({ code: "no-resolver", resolver: name });
  const resolver = world.resolver(settings);
  if (resolver.test === undefined)
    throw refuse(`Resolver '${name.slice(0, 80)}' has no connection to be tested.`);
  return await resolver.test();
}

/**
 * POST /admin/testresolver with what setResolver would be told: the same test, and nothing is kept. A secret that is not
 * sent is the stored one, unless it would go to another place.
 */
export async function testWritten(
  world: World,
  { admin, origin }: Administrator,
  written: WrittenResolver,
): Promise<ResolverTest> {
  const settings = world.store.settings();
  requireSystemRight(settings, { admin, origin }, "write");
  const before = settings.resolvers.get(written.previousName);
  const isOther = before !== undefined && (before.type !== written.type || before.builtIn);
  if (isOther) throw refuse("Modification of resolver type is not supported!");
  const sealed = sealedResolver(world, written);
  const next = withKeptSecret(before, { next: sealed, reseal: resealIn(world) });
  const resolver = opened(world, next);
  try {
    if (resolver.test === undefined) throw refuse("This kind of directory has no connection to be tested.");
    return await resolver.test();
  } finally {
    resolver.close?.();
  }
}

function opened(world: World, settings: ResolverSettings): Resolver {
  try {
    return world.openResolver(settings);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refuse(cannotBeUsed(settings, error.problem));
  }
}

function resealIn({ vault }: World): ResolverCommand["reseal"] {
  return (sealed, { from, to, parameter }) =>
    sealText(vault, openText(vault, sealed, placeOf(from, parameter)), placeOf(to, parameter));
}

function sealedResolver(world: World, written: WrittenResolver): ResolverSettings {
  const { name, type, readonly } = written;
  const { secret } = resolverKinds[type];
  const plain = written.parameters[secret];
  const parameters =
    plain === undefined
      ? written.parameters
      : { ...written.parameters, [secret]: sealText(world.vault, plain, placeOf(name, secret)) };
  return { name, type, readonly, builtIn: false, admin: false, immutable: false, parameters };
}

/**
 * Its parameters can be used, and a file is there when it is named. Other directories are not asked: they may be down while
 * they are configured.
 */
async function tryOut(world: World, settings: ResolverSettings): Promise<void> {
  try {
    const resolver = world.resolver(settings);
    if (settings.type === "passwdresolver") await resolver.byUid("");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refuse(cannotBeUsed(settings, error.problem));
  }
}

function cannotBeUsed({ name, type, parameters }: ResolverSettings, problem: Problem): string {
  if (type === "passwdresolver")
    return `File '${(parameters["fileName"] ?? "").slice(0, 200)}' does not exist or is not accessible`;
  return `Unable to instantiate the resolver '${name}'.Please verify configuration or connection!${faultIn(problem)}`;
}

function faultIn(problem: Problem): string {
  if (problem.code === "missing-parameter") return ` ${problem.parameter} is missing.`;
  return problem.code === "invalid-parameter" ? ` ${problem.parameter} must be ${problem.expected}.` : "";
}

interface OwnedToken {
  readonly serial: Serial;
  readonly owner: Owner;
}

async function tokensIn(world: World, resolver: string): Promise<readonly OwnedToken[]> {
  const { rows } = await world.store.tokens({ resolver });
  return rows.flatMap(({ serial, owner }) => (owner?.resolver === resolver ? [{ serial, owner }] : []));
}

/** By what a directory tells one person from another for good. */
function identityOf({ type, parameters }: ResolverSettings): string {
  if (type === "sqlresolver") return mappedUid(parameters["Map"] ?? "");
  return type === "ldapresolver" ? (parameters["UIDTYPE"] ?? "DN").trim().toLowerCase() : "";
}

/** A Map that cannot be read is refused elsewhere. */
function mappedUid(map: string): string {
  try {
    return String((JSON.parse(map) as { readonly userid?: unknown }).userid);
  } catch {
    return "";
  }
}

/** Directories are asked about so many people at once. */
const atOnce = 16;

/**
 * Whoever owns a token is looked up by his old uid, and again by his login to learn the new one (contract 08 section 2).
 * Who is not found keeps his uid; a directory that does not answer ends it all.
 */
async function uidsAfter(
  world: World,
  tokens: readonly OwnedToken[],
  { before, next, reseal }: Pick<ResolverCommand, "next" | "reseal"> & { readonly before: ResolverSettings },
): Promise<ReadonlyMap<string, string>> {
  const uids = new Map<string, string>();
  if (identityOf(before) === identityOf(next)) return uids;
  const later = world.resolver(withKeptSecret(before, { next, reseal }));
  const old = [...new Set(tokens.map(({ owner }) => owner.uid))];
  for (let start = 0; start < old.length; start += atOnce) {
    const some = old.slice(start, start + atOnce).map(async (uid) => {
      const person = await world.resolver(before).byUid(uid);
      const same = person === undefined ? undefined : await later.byLogin(person.login);
      if (same !== undefined) uids.set(uid, same.uid);
    });
    await Promise.all(some);
  }
  return uids;
}

function placeOf(name: string, parameter: string): string {
  return `setting/resolver/${name}/${parameter}`;
}
