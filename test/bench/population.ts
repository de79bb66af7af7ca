// A hundred thousand people, each with one token, written the way the product writes: through decisions.

import { createHash, randomBytes } from "node:crypto";
import { auditEntry } from "../../src/core/audit.ts";
import type { Change } from "../../src/core/change.ts";
import { makePin } from "../../src/core/pin.ts";
import type { Owner, Serial, Token } from "../../src/core/token.ts";
import { secretPlace } from "../../src/core/vault.ts";
import type { World } from "../../src/operations/world.ts";

export const realm = "bench";
export const resolver = "bench";
export const pin = "1234";

/** Half of the people have an HOTP token, half a TOTP token. */
export type Kind = "hmac" | "totp";

export function loginOf(kind: Kind, index: number): string {
  return `${kind}${index}`;
}

/** Known to the load generator without asking anybody. */
export function seedOf(kind: Kind, index: number): Buffer {
  return createHash("sha1").update(`seed of ${kind} ${index}`).digest();
}

const perDecision = 500;

export async function populate(
  world: World,
  people: number,
  progress: (done: number) => void,
): Promise<void> {
  await settle(world);
  for (let from = 0; from < people; from += perDecision) {
    const changes: Change[] = [];
    const owners: Owner[] = [];
    for (let n = from; n < Math.min(people, from + perDecision); n++) {
      const kind = n % 2 === 0 ? "hmac" : "totp";
      const index = Math.floor(n / 2);
      changes.push(...personAndToken(world, kind, index));
      owners.push({ resolver, uid: loginOf(kind, index) });
    }
    await world.store.decide({ owners, settings: true }, () => ({
      outcome: undefined,
      changes,
      audit: entry("populate"),
    }));
    progress(Math.min(people, from + perDecision));
  }
}

async function settle(world: World): Promise<void> {
  const resolverSettings = {
    name: resolver,
    type: "sqlresolver",
    builtIn: true,
    readonly: true,
    admin: false,
    immutable: false,
    parameters: {},
  };
  const changes: Change[] = [
    { kind: "setting.put", family: "resolver", name: resolver, value: resolverSettings },
    {
      kind: "setting.put",
      family: "realm",
      name: realm,
      value: { name: realm, resolvers: [resolver], admin: false },
    },
    {
      kind: "setting.put",
      family: "config",
      name: "DefaultRealm",
      value: { value: realm, type: "", description: "" },
    },
  ];
  await world.store.decide({ settings: true }, () => ({
    outcome: undefined,
    changes,
    audit: entry("settle"),
  }));
}

function personAndToken(world: World, kind: Kind, index: number): readonly Change[] {
  const login = loginOf(kind, index);
  const person = {
    uid: login,
    login,
    password: "",
    phone: "",
    mobile: "",
    email: "",
    surname: "",
    givenname: login,
  };
  return [
    { kind: "person.put", group: resolver, person },
    { kind: "token.create", token: tokenOf(world, kind, index) },
  ];
}

function tokenOf(world: World, kind: Kind, index: number): Token {
  const serial = `${kind === "hmac" ? "OATH" : "TOTP"}${String(index).padStart(8, "0")}` as Serial;
  const info = kind === "totp" ? { timeStep: 30, hashlib: "sha1" } : { hashlib: "sha1" };
  return {
    id: 0,
    serial,
    type: kind,
    owner: { resolver, uid: loginOf(kind, index) },
    realms: [realm],
    description: "",
    secret: { kind: "sealed", bytes: world.vault.seal(seedOf(kind, index), secretPlace(serial)) },
    pin: makePin(world.vault, randomBytes(16), pin),
    userPin: undefined,
    otpLength: 6,
    counter: 0,
    window: 10,
    syncWindow: 1000,
    failCount: 0,
    failLimit: 1_000_000,
    active: true,
    paths: [],
    validFrom: undefined,
    validUntil: undefined,
    uses: { attempts: 0, attemptLimit: undefined, successes: 0, successLimit: undefined },
    replacement: false,
    info,
    createdAt: world.now(),
    lastAttemptAt: undefined,
    lastSuccessAt: undefined,
  };
}

function entry(action: string) {
  return auditEntry(
    { at: Date.now(), action: `bench/${action}`, client: "", administrator: "" },
    { success: true },
  );
}
