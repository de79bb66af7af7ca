// /manage/context: who is logged in, and what he may do (contract 10 section 5).

import type { AdminIdentity } from "../../core/policy/rights.ts";
import { Refusal } from "../../core/problem.ts";
import { permissionsOf } from "../../operations/permissions.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { wireVersion } from "../version.ts";
import { manageListRoutes } from "./manage-lists.ts";
import { reachRoute } from "./manage-reach.ts";

export const manageRoutes: readonly Route[] = [
  {
    methods: ["GET"],
    path: "/manage/context",
    who: "administrator",
    unaudited: true,
    handler: context,
    about: "The administrator who is logged in, with his permissions.",
    parameters: {},
  },
  ...manageListRoutes,
  reachRoute,
];

const copyright = "Latchkey, Apache License 2.0";

async function context(call: Call): Promise<Reply> {
  const { admin } = administrator(call);
  const detail = {
    version: wireVersion.version,
    copyright,
    user: await shownUser(call.world, admin),
    permissions: permissionsOf(call.world, admin),
  };
  return succeed(true, { detail, audit: "none" });
}

const nothing = { phone: "", mobile: "", email: "", surname: "", givenname: "" };

async function shownUser(
  world: World,
  { login, realm, resolver }: AdminIdentity,
): Promise<{ [field: string]: string }> {
  const info = await infoOf(world, { login, resolver });
  return { userid: login, username: login, ...nothing, ...info, groupid: resolver, realm, resolver };
}

/** A session outlives an outage of the directory, and even its person: then only the name is known. */
async function infoOf(
  world: World,
  { login, resolver }: { readonly login: string; readonly resolver: string },
) {
  const settings = world.store.settings().resolvers.get(resolver);
  if (settings === undefined) return {};
  try {
    return (await world.resolver(settings).byLogin(login))?.info ?? {};
  } catch (error) {
    if (error instanceof Refusal) return {};
    throw error;
  }
}
