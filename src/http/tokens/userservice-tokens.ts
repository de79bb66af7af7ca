// /userservice/*: what people do with their own tokens (contract 07).

import { missing, required, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { enrollForOneself, readDescription } from "../../operations/tokens/enroll.ts";
import {
  deleteOwn,
  describeOwn,
  disableOwn,
  enableOwn,
  ownTokens,
  type Person,
  personOf,
  resetOwn,
  resyncOwn,
  setOwnPin,
} from "../../operations/tokens/own-tokens.ts";
import type { World } from "../../operations/world.ts";
import type { AuditNote, Call, Handler, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { portalRow } from "../wire.ts";
import { readTwoValues } from "./two-values.ts";
import { historyHandler } from "./userservice-history.ts";
import { enrolledReply } from "./wire-enrolled.ts";

export async function personCalling({ world, session, origin }: Call): Promise<Person> {
  if (session === undefined) throw new Refusal({ code: "no-session" });
  return await personOf(world, session, origin);
}

export function noteOn({ user }: Person): AuditNote {
  return { success: true, user: user.login, realm: user.realm };
}

/** The parameter `active` shows only active tokens, whatever its value, as in LinOTP. */
const userTokenList: Handler = async (call) => {
  const { world, fields } = call;
  const person = await personCalling(call);
  const tokens = await ownTokens(world, person);
  const shown = fields.has("active") ? tokens.filter((token) => token.active) : tokens;
  const spelling = { types: world.types, settings: world.store.settings() };
  return succeed(
    shown.map((token) => portalRow(token, spelling)),
    { id: 0, audit: noteOn(person) },
  );
};

const enroll: Handler = async (call) => {
  const person = await personCalling(call);
  return enrolledReply(await enrollForOneself(call.world, call.fields, person), call);
};

type Deed = (world: World, person: Person, serial: string) => Promise<number | undefined>;

/** Nothing at all is answered about somebody else's token. */
function onOwn(deed: Deed, key: string): Handler {
  return async (call) => {
    const serial = required(call.fields, "serial");
    return answer(key, await deed(call.world, await personCalling(call), serial));
  };
}

export function answer(key: string, value: number | boolean | undefined): Reply {
  return succeed(value === undefined ? {} : { [key]: value }, { audit: "written" });
}

const setPin: Handler = async (call) => {
  const pin = text(call.fields, "userpin");
  if (pin === undefined) throw missing("userpin");
  const serial = required(call.fields, "serial");
  return answer("set userpin", await setOwnPin(call.world, await personCalling(call), { serial, pin }));
};

const resync: Handler = async (call) => {
  const serial = required(call.fields, "serial");
  const shown = readTwoValues(call.fields);
  return answer("resync Token", await resyncOwn(call.world, await personCalling(call), { serial, ...shown }));
};

/** Here somebody else's token is an error, as in LinOTP. */
const setDescription: Handler = async (call) => {
  const serial = required(call.fields, "serial");
  const description = readDescription(call.fields);
  if (description === undefined) throw missing("description");
  const set = await describeOwn(call.world, await personCalling(call), { serial, description });
  if (set === undefined) throw new Refusal({ code: "not-owner" });
  return answer("set description", set);
};

function post(path: string, handler: Handler, about: string): Route {
  return { methods: ["POST"], path: `/userservice/${path}`, who: "portal", handler, about };
}

export const userserviceTokenRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/userservice/usertokenlist",
    who: "portal-login",
    handler: userTokenList,
    about: "List the person's own tokens, without rollout tokens.",
  },
  post("enroll", enroll, "Enroll a token for oneself."),
  post("enable", onOwn(enableOwn, "enable token"), "Enable an own token."),
  post("disable", onOwn(disableOwn, "disable token"), "Disable an own token."),
  post("delete", onOwn(deleteOwn, "delete token"), "Delete an own token."),
  post("reset", onOwn(resetOwn, "reset Failcounter"), "Reset the fail counter of an own token."),
  post("setpin", setPin, "Set the PIN of an own token."),
  post("resync", resync, "Bring the counter of an own token back in step."),
  post("setdescription", setDescription, "Describe an own token."),
  {
    methods: ["GET", "POST"],
    path: "/userservice/history",
    who: "portal",
    handler: historyHandler,
    about: "What happened to the person's own tokens.",
  },
];
