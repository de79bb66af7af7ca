// Who is meant by a request to /validate: the user as named, moved to another realm if policy `setrealm` says so.

import type { Origin } from "../../core/audit.ts";
import type { Fields } from "../../core/fields.ts";
import { namesAction, rule } from "../../core/policy/rule.ts";
import type { User } from "../../core/user.ts";
import { type Address, settledAddress, userAt } from "../users.ts";
import type { World } from "../world.ts";

export interface Identified {
  readonly user: User | undefined;
  readonly addressed: { readonly login: string; readonly realm: string };
  /** Somebody was named, and no directory knows him. */
  readonly unknownUser: boolean;
}

export async function identify(world: World, fields: Fields, origin: Origin): Promise<Identified> {
  const named = await settledAddress(world, fields);
  if (named === undefined)
    return { user: undefined, addressed: { login: "", realm: "" }, unknownUser: false };
  const address = inRealmByPolicy(world, named, origin);
  const user = await userAt(world, address);
  return { user, addressed: { login: address.login, realm: address.realm }, unknownUser: user === undefined };
}

function inRealmByPolicy(world: World, address: Address, origin: Origin): Address {
  const { policies } = world.store.settings();
  if (!namesAction(policies, "authorization", "setrealm")) return address;
  const user = { login: address.login, realm: address.realm, resolver: undefined, info: {} };
  const { setrealm } = rule(policies, {
    user,
    realm: address.realm,
    client: origin.client,
    at: origin.at,
  }).authorization;
  return setrealm === undefined || setrealm === ""
    ? address
    : { ...address, realm: setrealm.trim().toLowerCase() };
}
