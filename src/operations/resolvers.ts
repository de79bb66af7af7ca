// Resolvers: contract 08 section 2.

import { decideDeleteResolver, decideSetResolver, resolverKinds } from "../core/administration/resolvers.ts";
import { Refusal, refuse } from "../core/problem.ts";
import type { ResolverSettings } from "../core/settings.ts";
import type { Owner } from "../core/token.ts";
import type { ResolverTest } from "../core/user.ts";
import type { Administrator } from "./rights.ts";
import { changeSettings, openText, sealText } from "./settings.ts";
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
  const moving = written.previousName !== "" && written.previousName !== written.name;
  const serials = moving ? await serialsOf(world, written.previousName) : [];
  const owners = serials.map(({ owner }): Owner => ({ ...owner, resolver: written.name }));
  return changeSettings(world, who, {
    subject: { serials: serials.map(({ serial }) => serial), owners },
    decide: (state) =>
      decideSetResolver(state, {
        next,
        previousName: written.previousName,
        reseal: (sealed, { from, to, parameter }) => {
          const text = openText(world.vault, sealed, placeOf(from, parameter));
          return sealText(world.vault, text, placeOf(to, parameter));
        },
        origin: who.origin,
      }),
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

/** A file must be there when it is named. Other directories are not asked: they may be down while they are configured. */
async function tryOut(world: World, settings: ResolverSettings): Promise<void> {
  if (settings.type !== "passwdresolver") return;
  try {
    await world.resolver(settings).byUid("");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fileName = settings.parameters["fileName"] ?? "";
    throw refuse(`File '${fileName.slice(0, 200)}' does not exist or is not accessible`);
  }
}

async function serialsOf(world: World, resolver: string) {
  const { rows } = await world.store.tokens({ search: resolver });
  return rows.flatMap(({ serial, owner }) => (owner?.resolver === resolver ? [{ serial, owner }] : []));
}

function placeOf(name: string, parameter: string): string {
  return `setting/resolver/${name}/${parameter}`;
}
