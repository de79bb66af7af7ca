// /maintenance/*: is the server well, and how much does it log. Keeps no audit (contract 08 section 6, contract 12).

import { optional, required } from "../../core/fields.ts";
import { refuse } from "../../core/problem.ts";
import { requireSystemRight } from "../../operations/settings.ts";
import { administrator } from "../admin-call.ts";
import type { Handler, Route } from "../call.ts";
import { failWith, succeed } from "../reply.ts";
import { shownConfig } from "../system/config.ts";

/** Sets the level of the process's log, and says so there. `by`: who wants it. */
export type SetLogLevel = (level: LogLevel, by: string) => void;

/** The log's own words, from talkative to silent. */
const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

export type LogLevel = (typeof levels)[number];

export function maintenanceRoutes(setLogLevel: SetLogLevel): readonly Route[] {
  return [
    {
      methods: ["GET", "POST"],
      path: "/maintenance/check_status",
      who: "administrator",
      unaudited: true,
      handler: checkStatus,
      about: "Whether the database answers; HTTP 500 when not.",
      parameters: {},
    },
    {
      methods: ["POST"],
      path: "/maintenance/setLogLevel",
      who: "administrator",
      unaudited: true,
      handler: settingLogLevel(setLogLevel),
      about:
        "How much the process logs from now on, until it is started again. Takes the right system/write.",
      parameters: {
        loggerName: { about: "Read and not heeded: there is one log." },
        level: {
          about: "10 debug, 20 info, 30 warnings, 40 errors, 50 nothing less than the end.",
          required: true,
        },
      },
    },
  ];
}

const checkStatus: Handler = async ({ world }) => {
  try {
    await world.store.countTokens("hmac");
  } catch {
    const message = "The database does not answer.";
    return failWith({ code: -311, message, status: 500 }, { audit: "none" });
  }
  const entries = shownConfig(world.store.settings()).size;
  return succeed(true, { detail: { config: { entries } }, audit: "none" });
};

function settingLogLevel(setLogLevel: SetLogLevel): Handler {
  return async (call) => {
    const who = administrator(call);
    requireSystemRight(call.world.store.settings(), who, "write");
    optional(call.fields, "loggerName");
    const written = required(call.fields, "level");
    if (!/^\d+$/.test(written)) throw refuse(`debug level ${written} contains nondigits!`);
    setLogLevel(levelOf(Number(written)), who.origin.administrator);
    return succeed(true, { audit: "none" });
  };
}

/** LinOTP's numbers are Python's, in steps of 10 from DEBUG (10) to CRITICAL (50); 0 is everything. */
function levelOf(number: number): LogLevel {
  return levels[Math.ceil(number / 10)] ?? "fatal";
}
