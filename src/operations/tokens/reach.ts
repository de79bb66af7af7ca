// How far a rollout token reaches: the doors in its scope, and from where the policies let its owner in with it.

import { policyUser } from "../../core/check/situation.ts";
import type { Fields } from "../../core/fields.ts";
import { accessPointsOf } from "../../core/policy/access-points.ts";
import { type Reach, reachOf } from "../../core/policy/reach.ts";
import { type Path, paths, type Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import { type Administrator, denied, visibleRealms } from "../rights.ts";
import { requireUser, userOf } from "../users.ts";
import type { World } from "../world.ts";
import { listTokens } from "./list-tokens.ts";

export interface TokenReach extends Reach {
  /** Those that the scope names; none: the token is no rollout token. */
  readonly paths: readonly Path[];
}

const nowhere: Reach = { everywhere: false, places: [], except: [] };

/** Of a token that this administrator may see; undefined when there is none. */
export async function reachOfToken(
  world: World,
  who: Administrator,
  serial: string,
): Promise<TokenReach | undefined> {
  const token = await visibleToken(world, who, serial);
  if (token === undefined) return undefined;
  const { owner, realms, paths: scope } = token;
  const opens = scope.includes("validate") && owner !== undefined;
  const user = opens ? await userOf(world, owner, realms[0]) : undefined;
  return { paths: scope, ...(user === undefined ? nowhere : reachFor(world, user)) };
}

/** Of a token for portal and access points that somebody might be given. */
export async function reachOfPerson(world: World, who: Administrator, fields: Fields): Promise<TokenReach> {
  const visible = visibleRealms(world.store.settings(), who);
  const user = await requireUser(world, fields);
  if (visible !== "any" && !visible.includes(user.realm))
    throw denied(`You do not have any rights in realm ${user.realm}! Check the policies.`);
  return { paths, ...reachFor(world, user) };
}

function reachFor(world: World, user: User): Reach {
  const { policies, config } = world.store.settings();
  return reachOf(policies, { user: policyUser(user), at: world.now() }, accessPointsOf(config));
}

async function visibleToken(world: World, who: Administrator, serial: string): Promise<Token | undefined> {
  const { tokens } = await listTokens(
    world,
    {
      serial,
      owner: { kind: "anybody" },
      realms: undefined,
      active: undefined,
      rollout: undefined,
      type: undefined,
      search: undefined,
      sortBy: "serial",
      descending: false,
      page: undefined,
    },
    who,
  );
  return tokens.find((each) => each.serial === serial);
}
