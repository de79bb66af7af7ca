// What every operation on existing tokens has in common: find them, lock them, ask whether the caller may, carry out the
// step, and say so in the audit trail.

import { reported } from "../../core/administration/reports.ts";
import { type AuditEntry, auditEntry, type Origin } from "../../core/audit.ts";
import type { Change, Decision } from "../../core/change.ts";
import type { Step } from "../../core/lifecycle/manage-token.ts";
import { Refusal } from "../../core/problem.ts";
import type { State, Subject } from "../../core/store.ts";
import { type Owner, type Serial, sameOwner, type Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import type { World } from "../world.ts";
import { type People, peopleOf } from "./people.ts";

/** `absent`: what an unknown serial means, a refusal or one token less. */
export type Target =
  | { readonly kind: "serials"; readonly serials: readonly string[]; readonly absent: "refused" | "skipped" }
  | { readonly kind: "user"; readonly user: User };

export interface Order<Outcome> {
  readonly origin: Origin;
  readonly target: Target;
  /** Whose tokens are looked at as well, because they count. */
  readonly owners?: readonly Owner[];
  /** Realms whose active tokens are counted. */
  readonly realms?: readonly string[];
  /** Throws unless the caller may do this to all of them. */
  readonly authorize: (tokens: readonly Token[], state: State) => void;
  readonly step: (tokens: readonly Token[], state: State) => Step<Outcome>;
  /** The audit entry tells how many active tokens there are afterwards, and reports are due (contract 05 section 6). */
  readonly counted?: true;
  /** Reports alone are due. */
  readonly reported?: true;
  /** What else the audit entry says; success unless said otherwise. */
  readonly note?: (outcome: Outcome, tokens: readonly Token[]) => Partial<AuditEntry>;
}

export async function manage<Outcome>(world: World, order: Order<Outcome>): Promise<Outcome> {
  const known = await tokensBeforehand(world, order.target);
  const people = await peopleOf(world, known);
  const active = order.counted ? await countActive(world) : undefined;
  return await world.store.decide(subjectOf(order), (state) =>
    decide(world, state, { order, people, active }),
  );
}

/** A look without lock, for names and realms only. */
export async function tokensBeforehand(world: World, target: Target): Promise<readonly Token[]> {
  if (target.kind === "user") return await world.store.tokensOf(target.user.owner);
  const found = await Promise.all(target.serials.map((serial) => world.store.token(serial)));
  return found.flatMap((token) => token ?? []);
}

function subjectOf<Outcome>({ target, owners = [], realms = [] }: Order<Outcome>): Subject {
  if (target.kind === "user") return { owners: [target.user.owner, ...owners], realms };
  return { owners, serials: target.serials as readonly Serial[], realms };
}

interface Known<Outcome> {
  readonly order: Order<Outcome>;
  readonly people: People;
  readonly active: number | undefined;
}

function decide<Outcome>(
  world: World,
  state: State,
  { order, people, active }: Known<Outcome>,
): Decision<Outcome> {
  const tokens = select(state, order.target);
  order.authorize(tokens, state);
  const { outcome, changes } = order.step(tokens, state);
  const about = {
    success: true,
    ...aboutTokens(world, tokens, people),
    ...(order.target.kind === "user" ? aboutUser(order.target.user) : {}),
    ...(active === undefined ? {} : { actionDetail: `tokennum = ${active + gained(tokens, changes)}` }),
    ...order.note?.(outcome, tokens),
  };
  const decision = { outcome, changes, audit: auditEntry(order.origin, about) };
  return order.counted || order.reported ? reported(decision, state, order.origin) : decision;
}

/** Active tokens more than before. */
function gained(tokens: readonly Token[], changes: readonly Change[]): number {
  return changes.reduce((sum, change) => {
    if (change.kind !== "token.update" && change.kind !== "token.delete") return sum;
    const before = tokens.find(({ serial }) => serial === change.serial)?.active ?? false;
    const after = change.kind === "token.update" && (change.set.active ?? before);
    return sum + Number(after) - Number(before);
  }, 0);
}

function select(state: State, target: Target): readonly Token[] {
  if (target.kind === "user")
    return state.tokens.filter((token) => sameOwner(token.owner, target.user.owner));
  return target.serials.flatMap((serial) => {
    const token = state.tokens.find((each) => each.serial === serial);
    if (token === undefined && target.absent === "refused")
      throw new Refusal({ code: "unknown-token", serial });
    return token ?? [];
  });
}

function aboutUser({ login, realm }: User): Partial<AuditEntry> {
  return { user: login, realm };
}

/** Contract 12 section 2: serials, owners and realms, each separated by commas. */
export function aboutTokens(world: World, tokens: readonly Token[], people: People): Partial<AuditEntry> {
  const once = (values: readonly string[]): string =>
    [...new Set(values.filter((value) => value !== ""))].join(",");
  return {
    serial: once(tokens.map(({ serial }) => serial)),
    tokenType: once(tokens.map(({ type }) => world.types.get(type)?.spelling ?? type)),
    user: once(tokens.map(({ owner }) => people(owner)?.login ?? "")),
    realm: once(tokens.flatMap(({ realms }) => realms)),
  };
}

/** Of all active tokens, for the audit entries that tell how many there are. */
export async function countActive(world: World): Promise<number> {
  return (await world.store.tokens({ active: true, limit: 0 })).total;
}
