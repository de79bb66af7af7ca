// POST /userservice/webprovision: a token for an app that is opened by an address or a QR code (contract 07 section 5).

import { type Fields, fieldsOf, missing, oneOf, optional, text } from "../../../core/fields.ts";
import type { Ruling } from "../../../core/policy/rule.ts";
import { refuse } from "../../../core/problem.ts";
import { requirePortalRight, rulingFor } from "../../rights.ts";
import type { World } from "../../world.ts";
import { enrollForOneself } from "../enroll.ts";
import type { Person } from "../own-tokens.ts";

const apps = ["oathtoken", "googleauthenticator", "googleauthenticator_time", "ocra2"] as const;

export type App = (typeof apps)[number];

interface Provision {
  readonly type: "hmac" | "totp";
  readonly prefix: string;
  readonly seedBytes: number;
  readonly granted: (ruling: Ruling) => boolean;
}

/** Six digits, SHA-1 and thirty seconds, whatever policies say about other enrollments: every app can do that. */
const provisions: Readonly<Record<Exclude<App, "ocra2">, Provision>> = {
  oathtoken: {
    type: "hmac",
    prefix: "LSAO",
    seedBytes: 20,
    granted: ({ selfservice }) => selfservice.webprovisionOATH,
  },
  googleauthenticator: {
    type: "hmac",
    prefix: "LSGO",
    seedBytes: 32,
    granted: ({ selfservice }) => selfservice.webprovisionGOOGLE,
  },
  googleauthenticator_time: {
    type: "totp",
    prefix: "LSGO",
    seedBytes: 32,
    granted: ({ selfservice }) => selfservice.webprovisionGOOGLEtime,
  },
};

export interface Provisioned {
  readonly app: Exclude<App, "ocra2">;
  readonly serial: string;
  /** Hexadecimal. */
  readonly key: string;
  /** The otpauth:// address. */
  readonly url: string;
}

export async function provision(world: World, fields: Fields, person: Person): Promise<Provisioned> {
  const app = oneOf(fields, "type", apps);
  if (app === undefined) throw missing("type");
  requirePortalRight(mayProvision(rulingFor(world.store.settings(), person), app));
  if (app === "ocra2")
    throw refuse("valid types are 'oathtoken', 'googleauthenticator' or 'googleauthenticator_time'.");
  const { type, prefix, seedBytes, granted } = provisions[app];
  const key = Buffer.from(world.random(seedBytes)).toString("hex");
  const enrollment = fieldsOf({
    type,
    otpkey: key,
    serial: optional(fields, "serial"),
    prefix: optional(fields, "prefix") ?? prefix,
    description: text(fields, "description"),
    ...(type === "hmac"
      ? { otplen: "6", hashlib: "sha1" }
      : { totp_otplen: "6", totp_hashlib: "sha1", timeStep: "30" }),
  });
  const { serial, shown } = await enrollForOneself(world, enrollment, { ...person, granted });
  return { app, serial, key, url: shown.googleurl ?? "" };
}

function mayProvision(ruling: Ruling, app: App): boolean {
  return app === "ocra2" ? ruling.perType("selfservice", "enroll", "ocra2") : provisions[app].granted(ruling);
}
