// /manage/reach: what a rollout token opens, with the names of access points. Ours; LinOTP has no such thing.

import { optional } from "../../core/fields.ts";
import type { Place } from "../../core/policy/reach.ts";
import { reachOfPerson, reachOfToken, type TokenReach } from "../../operations/tokens/reach.ts";
import { administrator } from "../admin-call.ts";
import type { Handler, Route } from "../call.ts";
import { succeed } from "../reply.ts";

const reach: Handler = async (call) => {
  const { world, fields } = call;
  const serial = optional(fields, "serial");
  if (serial === undefined) {
    const found = await reachOfPerson(world, administrator(call), fields);
    return succeed(shown(found), { audit: { success: true } });
  }
  const found = await reachOfToken(world, administrator(call), serial);
  const audit = { success: found !== undefined, ...(found === undefined ? {} : { serial }) };
  return succeed(found === undefined ? {} : shown(found), { audit });
};

function shown({ paths, everywhere, places, except }: TokenReach) {
  return { paths, everywhere, places: places.map(shownPlace), except: except.map(shownPlace) };
}

function shownPlace({ name, networks }: Place) {
  return { name: name ?? null, networks };
}

export const reachRoute: Route = {
  methods: ["GET"],
  path: "/manage/reach",
  who: "administrator",
  handler: reach,
  about:
    "From where the policies let a rollout token in at /validate, now: a token's, or that of one that a person might be given.",
  parameters: {
    serial: { about: "The token. An empty object is answered when there is none that may be seen." },
    user: { about: "The person, where no token is named." },
    realm: { about: "The person's realm; the default realm." },
    resConf: { about: "The person's resolver." },
  },
};
