// POST /tools/migrate_resolver: the tokens of one directory's people go to the people of another who have the same login
// (contract 10 section 4). All of them or, when something fails, none.

import { auditEntry } from "../core/audit.ts";
import type { Change, Decision } from "../core/change.ts";
import { refuse } from "../core/problem.ts";
import { isRollout } from "../core/rollout.ts";
import type { ResolverSettings, Settings } from "../core/settings.ts";
import type { State } from "../core/store.ts";
import { type Owner, sameOwner, type Token } from "../core/token.ts";
import { type Administrator, denied, requireToolsRight } from "./rights.ts";
import { keyOf } from "./tokens/people.ts";
import type { World } from "./world.ts";

export interface MigrationOrder {
  /** Names of resolvers. */
  readonly from: string;
  readonly to: string;
}

export interface Migration {
  readonly source: ResolverSettings;
  readonly target: ResolverSettings;
  readonly migrated: number;
  readonly total: number;
}

interface Move {
  readonly before: Owner;
  readonly after: Owner;
  readonly login: string;
}

/** Directories are asked about so many people at once. */
const atOnce = 16;

export async function migrateResolver(
  world: World,
  order: MigrationOrder,
  who: Administrator,
): Promise<Migration> {
  const settings = world.store.settings();
  requireToolsRight(settings, who, "migrate_resolver");
  const ends = endsOf(settings, order);
  const { rows } = await world.store.tokens({ resolver: order.from });
  const moves = await movesFor(world, rows, ends);
  const owners = [...moves.values()].flatMap(({ before, after }) => [before, after]);
  return await world.store.decide({ serials: rows.map(({ serial }) => serial), owners }, (state) => {
    requireToolsRight(state.settings, who, "migrate_resolver");
    endsOf(state.settings, order);
    return decide(state, { moves, ends, who, total: rows.length });
  });
}

type Ends = Pick<Migration, "source" | "target">;

function endsOf({ resolvers }: Settings, { from, to }: MigrationOrder): Ends {
  const [source, target] = [resolvers.get(from), resolvers.get(to)];
  if (source === undefined || target === undefined) throw refuse("Src or Target resolver is undefined!");
  return { source, target };
}

/** By owner. Whoever is not in both directories keeps what he has; one that does not answer ends it all. */
async function movesFor(
  world: World,
  tokens: readonly Token[],
  { source, target }: Ends,
): Promise<ReadonlyMap<string, Move>> {
  const owners = [
    ...new Map(tokens.flatMap(({ owner }) => (owner ? [[keyOf(owner), owner] as const] : []))).values(),
  ];
  const moves = new Map<string, Move>();
  for (let start = 0; start < owners.length; start += atOnce) {
    const some = owners.slice(start, start + atOnce).map(async (before) => {
      const person = await world.resolver(source).byUid(before.uid);
      const same = person === undefined ? undefined : await world.resolver(target).byLogin(person.login);
      if (person === undefined || same === undefined) return;
      const after = { resolver: target.name, uid: same.uid };
      moves.set(keyOf(before), { before, after, login: same.login });
    });
    await Promise.all(some);
  }
  return moves;
}

interface Plan {
  readonly moves: ReadonlyMap<string, Move>;
  readonly ends: Ends;
  readonly who: Administrator;
  readonly total: number;
}

/** Realms, PINs and counters stay. What changed hands in the meantime is left alone. */
function decide(state: State, { moves, ends, who, total }: Plan): Decision<Migration> {
  const moving = state.tokens.flatMap((token) => {
    const move = token.owner === undefined ? undefined : moves.get(keyOf(token.owner));
    return move === undefined || !sameOwner(move.before, token.owner) ? [] : [{ token, move }];
  });
  for (const { token, move } of moving) refuseForOneself(token, move, who);
  const changes = moving.map(
    ({ token, move }): Change => ({
      kind: "token.update",
      serial: token.serial,
      set: { owner: move.after },
    }),
  );
  const outcome = { ...ends, migrated: changes.length, total };
  const audit = auditEntry(who.origin, {
    success: true,
    serial: moving.map(({ token }) => token.serial).join(","),
    actionDetail: `migration from ${ends.source.name} to ${ends.target.name}`,
    info: sentenceOf(outcome),
  });
  return { outcome, changes, audit };
}

function refuseForOneself(token: Token, { after, login }: Move, { admin }: Administrator): void {
  if (isRollout(token) && after.resolver === admin.resolver && login === admin.login)
    throw denied("You cannot issue a rollout token for yourself.");
}

export function sentenceOf({ migrated, total }: Pick<Migration, "migrated" | "total">): string {
  return `${migrated} tokens of ${total} migrated`;
}
