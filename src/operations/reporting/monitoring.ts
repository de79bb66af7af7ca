// How many tokens and people there are now (contract 10 section 7). Tokens are counted by the database.

import { countOf, noRealm, readStatus, type TokenStatus } from "../../core/administration/reports.ts";
import { refuse } from "../../core/problem.ts";
import type { TokenNumbers } from "../../core/store.ts";
import type { Administrator } from "../rights.ts";
import type { World } from "../world.ts";
import { type Insight, insightRealms, requireInsight } from "./insight.ts";

/** Name to number. */
export type Figures = { readonly [name: string]: number };
export type ByRealm<Value> = { readonly [realm: string]: Value };

export type Monitored = "tokens" | "config" | "storageEncryption" | "license" | "userinfo" | "activeUsers";

export function requireMonitoring(world: World, who: Administrator, action: Monitored): void {
  requireInsight(world.store.settings(), who, { scope: "monitoring", action });
}

interface Asked {
  readonly who: Administrator;
  readonly realms: readonly string[];
}

function realmsFor(world: World, { who, realms }: Asked, action: Monitored): readonly string[] {
  requireMonitoring(world, who, action);
  const insight: Insight = { scope: "monitoring", action };
  return insightRealms(world.store.settings(), who, { insight, asked: realms });
}

export interface TokenFigures {
  /** Of all realms together: a token that is in two of them counts once. */
  readonly summary: Figures;
  readonly realms: ByRealm<Figures>;
}

/** `statuses` beside the totals, as they were written. */
export async function tokenFigures(
  world: World,
  asked: Asked & { readonly statuses: readonly string[] },
): Promise<TokenFigures> {
  const realms = realmsFor(world, asked, "tokens");
  const wanted = new Map<string, TokenStatus>([
    ["total", "total"],
    ["total users", "total users"],
    ...asked.statuses.map((written) => [written, knownStatus(written)] as const),
  ]);
  const figures = (numbers: TokenNumbers): Figures =>
    Object.fromEntries([...wanted].map(([name, status]) => [name, countOf(numbers, status)]));
  const summary = figures(await world.store.tokenNumbers(realms));
  const found: (readonly [string, Figures])[] = [];
  for (const realm of realms) found.push([realm, figures(await world.store.tokenNumbers([realm]))]);
  return { summary, realms: Object.fromEntries(found) };
}

function knownStatus(written: string): TokenStatus {
  const status = readStatus(written);
  if (status === undefined) throw refuse(`Unknown token_status '${written}'`);
  return status;
}

/** People by resolver. A directory that does not answer is a refusal: a number would be a lie. */
export async function peopleFigures(world: World, asked: Asked): Promise<ByRealm<Figures>> {
  const realms = realmsFor(world, asked, "userinfo");
  const counted = new Map<string, number>();
  for (const name of new Set(realms.flatMap((realm) => resolversIn(world, realm)))) {
    const settings = world.store.settings().resolvers.get(name);
    if (settings === undefined) continue;
    counted.set(name, (await world.resolver(settings).search({ username: "*" })).length);
  }
  return Object.fromEntries(
    realms.map((realm) => [
      realm,
      Object.fromEntries(resolversIn(world, realm).map((name) => [name, counted.get(name) ?? 0])),
    ]),
  );
}

export interface ActiveFigures {
  /** A person who is in two realms counts once. */
  readonly total: number;
  readonly realms: ByRealm<Figures>;
}

/** People with an active token, by resolver. */
export async function activeFigures(world: World, asked: Asked): Promise<ActiveFigures> {
  const realms = realmsFor(world, asked, "activeUsers");
  const everywhere = await world.store.activeOwners(realms);
  const found: (readonly [string, Figures])[] = [];
  for (const realm of realms) {
    const nobody = resolversIn(world, realm).map((name) => [name, 0] as const);
    const active = await world.store.activeOwners([realm]);
    found.push([realm, Object.fromEntries([...nobody, ...active])]);
  }
  const total = [...everywhere.values()].reduce((sum, each) => sum + each, 0);
  return { total, realms: Object.fromEntries(found) };
}

function resolversIn(world: World, realm: string): readonly string[] {
  return realm === noRealm ? [] : (world.store.settings().realms.get(realm)?.resolvers ?? []);
}

/** Whether what is sealed hides what it holds, and opens again. Nothing is stored for it. */
export function isSealing({ vault, random }: World): boolean {
  const plain = random(32);
  const sealed = Buffer.from(vault.seal(plain, "monitoring/test/1"));
  return !sealed.includes(plain) && Buffer.from(vault.open(sealed, "monitoring/test/1")).equals(plain);
}
