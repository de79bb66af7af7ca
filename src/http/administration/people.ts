// /api/v2/people: one person of a built-in directory. LinOTP has no such endpoint; it only imports whole files.

import { flag, optional, required, text } from "../../core/fields.ts";
import { removePerson, setPerson } from "../../operations/directory.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";

export const peopleRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/api/v2/people",
    who: "administrator",
    handler: set,
    about: "Create or change a person of a built-in directory; fields that are not sent stay as they are.",
  },
  {
    methods: ["POST"],
    path: "/api/v2/people/remove",
    who: "administrator",
    handler: remove,
    about: "Remove a person from a built-in directory; while he owns tokens only with force=true.",
  },
];

async function set(call: Call): Promise<Reply> {
  const { fields, world } = call;
  const outcome = await setPerson(world, administrator(call), {
    directory: required(fields, "resolver"),
    uid: optional(fields, "userid"),
    fields: {
      login: required(fields, "username"),
      password: optional(fields, "password"),
      phone: text(fields, "phone"),
      mobile: text(fields, "mobile"),
      email: text(fields, "email"),
      surname: text(fields, "surname"),
      givenname: text(fields, "givenname"),
    },
  });
  return succeed({ userid: outcome.uid, created: outcome.created }, { audit: "written" });
}

async function remove(call: Call): Promise<Reply> {
  const { fields, world } = call;
  const unassigned = await removePerson(world, administrator(call), {
    directory: required(fields, "resolver"),
    login: required(fields, "username"),
    force: flag(fields, "force") ?? false,
  });
  return succeed({ removed: true, unassigned }, { audit: "written" });
}
