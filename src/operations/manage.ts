// What every operation on existing tokens has in common: find them, lock them, ask whether the caller may, carry out the
// step, and say so in the audit trail.

import { type AuditEntry, auditEntry, type Origin } from "../core/audit.ts";
import type { Decision } from "../core/change.ts";
import type { Step } from "../core/manage-token.ts";
import { Refusal } from "../core/problem.ts";
import type { State, Subject } from "../core/store.ts";
import { type Owner, type Serial, sameOwner, type Token } from "../core/token.ts";
import type { User } from "../core/user.ts";
import { type People, peopleOf } from "./people.ts";
import type { World } from "./world.ts";

/** `absent`: what an unknown serial means, a refusal or one token less. */
export type Target =
  | { readonly kind: "serials"; readonly serials: readonly string[]; readonly absent: "refused" | "skipped" }
  | { readonly kind: "user"; readonly user: User };

export interface Order<Outcome> {
  readonly origin: Origin;
  readonly target: Target;
  /** Whose tokens are looked at as well, because they count. */
  readonly owners?: readonly Owner[];
  /** Realms whose active tokens are counted, beside those of the tokens themselves. */
  readonly realms?: readonly string[];
  /** Throws unless the caller may do this to all of them. */
  readonly authorize: (tokens: readonly Token[], state: State) => void;
  readonly step: (tokens: readonly Token[], state: State) => Step<Outcome>;
  /** What the audit entry says beside whom it was about; success unless said otherwise. */
  readonly note: (outcome: Outcome, tokens: readonly Token[]) => Partial<AuditEntry>;
}

export async function manage<Outcome>(world: World, order: Order<Outcome>): Promise<Outcome> {
  const known = await tokensBeforehand(world, order.target);
  const people = await peopleOf(world, known);
  return await world.store.decide(subjectOf(order, known), (state) =>
    decide(world, state, { order, people }),
  );
}

/** A look without lock, for names and realms only. */
async function tokensBeforehand(world: World, target: Target): Promise<readonly Token[]> {
  if (target.kind === "user") return await world.store.tokensOf(target.user.owner);
  const found = await Promise.all(target.serials.map((serial) => world.store.token(serial)));
  return found.flatMap((token) => token ?? []);
}

function subjectOf<Outcome>(
  { target, owners = [], realms }: Order<Outcome>,
  known: readonly Token[],
): Subject {
  const counted = realms === undefined ? [] : [...realms, ...known.flatMap((token) => token.realms)];
  const named: Subject =
    target.kind === "user"
      ? { owners: [target.user.owner, ...owners] }
      : { owners, serials: target.serials as readonly Serial[] };
  return { ...named, realms: [...new Set(counted)] };
}

interface Known<Outcome> {
  readonly order: Order<Outcome>;
  readonly people: People;
}

function decide<Outcome>(world: World, state: State, { order, people }: Known<Outcome>): Decision<Outcome> {
  const tokens = select(state, order.target);
  order.authorize(tokens, state);
  const { outcome, changes } = order.step(tokens, state);
  const concerned = aboutTokens(world, tokens, people);
  const about = order.target.kind === "user" ? { ...concerned, ...aboutUser(order.target.user) } : concerned;
  return {
    outcome,
    changes,
    audit: auditEntry(order.origin, { success: true, ...about, ...order.note(outcome, tokens) }),
  };
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
