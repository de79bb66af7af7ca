// /monitoring/*: how many tokens, people and settings there are now (contract 10 section 7).

import { list } from "../../core/fields.ts";
import {
  activeFigures,
  isSealing,
  type Monitored,
  peopleFigures,
  requireMonitoring,
  tokenFigures,
} from "../../operations/reporting/monitoring.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Parameters, Reply, Route } from "../call.ts";
import { spacedMicroseconds } from "../dates.ts";
import { succeed } from "../reply.ts";
import { shownConfig } from "../system/config.ts";

const realms = {
  realms: {
    about:
      "Names, separated by commas; `*`: all, and what is in no realm. All that are allowed unless given.",
    type: "list",
  },
} as const satisfies Parameters;

const statuses = {
  status: {
    about:
      "What to count besides the totals: active, inactive, assigned, unassigned, or two of them with `&`; separated by commas.",
    type: "list",
  },
} as const satisfies Parameters;

export const monitoringRoutes: readonly Route[] = [
  monitor("tokens", tokens, {
    about: "How many tokens there are, by realm.",
    parameters: { ...statuses, ...realms },
  }),
  monitor("config", config, { about: "How many settings, resolvers, policies and realms there are." }),
  monitor("storageEncryption", storageEncryption, { about: "Whether secrets are stored sealed." }),
  monitor("license", license, { about: "The licence: there is none, and nothing that one would limit." }),
  monitor("userinfo", userinfo, {
    about: "How many people there are, by realm and resolver.",
    parameters: realms,
  }),
  monitor("activeUsers", activeUsers, {
    about: "How many people own an active token, by realm and resolver.",
    parameters: realms,
  }),
];

function monitor(
  name: Monitored,
  handler: (call: Call) => Reply | Promise<Reply>,
  { about, parameters = {} }: { readonly about: string; readonly parameters?: Parameters },
): Route {
  return {
    methods: ["GET", "POST"],
    path: `/monitoring/${name}`,
    who: "administrator",
    handler: async (call) => {
      requireMonitoring(call.world, administrator(call), name);
      return await handler(call);
    },
    about,
    parameters,
  };
}

const audit = { success: true } as const;

const asked = (call: Call) => ({
  who: administrator(call),
  realms: list(call.fields, "realms", true) ?? [],
});

async function tokens(call: Call): Promise<Reply> {
  const wanted = list(call.fields, "status", true) ?? [];
  const figures = await tokenFigures(call.world, { ...asked(call), statuses: wanted });
  return succeed({ Summary: figures.summary, Realms: figures.realms }, { audit });
}

/** In LinOTP's table so many rows belong to each LDAP resolver, SQL resolver and policy. */
const rowsOf = { ldapresolver: 13, sqlresolver: 12, policy: 7 } as const;

function config({ world }: Call): Reply {
  const settings = world.store.settings();
  const total = shownConfig(settings).size;
  const kind = (type: string): number =>
    [...settings.resolvers.values()].filter((resolver) => resolver.type === type).length;
  const counted = {
    ldapresolver: kind("ldapresolver"),
    sqlresolver: kind("sqlresolver"),
    passwdresolver: kind("passwdresolver"),
    policies: settings.policies.policies.length,
    realms: settings.realms.size,
  };
  const netto =
    total -
    rowsOf.ldapresolver * counted.ldapresolver -
    rowsOf.sqlresolver * counted.sqlresolver -
    counted.passwdresolver -
    rowsOf.policy * counted.policies -
    counted.realms;
  const now = spacedMicroseconds(world.now());
  const synctime = settings.config.get("Config")?.value ?? now;
  // Every request looks at the settings that are stored, so they are never out of step.
  return succeed({ sync: true, synctime, now, total, ...counted, netto: Math.max(0, netto) }, { audit });
}

function storageEncryption({ world }: Call): Reply {
  const value = {
    cryptmodul_type: "DefaultSecurityModule",
    cryptmodul_name: "Default",
    encryption: isSealing(world),
  };
  return succeed(value, { audit });
}

function license(): Reply {
  return succeed({ valid: false, message: "license file is empty!" }, { audit });
}

async function userinfo(call: Call): Promise<Reply> {
  return succeed({ Realms: await peopleFigures(call.world, asked(call)) }, { audit });
}

async function activeUsers(call: Call): Promise<Reply> {
  const { realms: found, total } = await activeFigures(call.world, asked(call));
  return succeed({ Realms: found, total }, { audit });
}
