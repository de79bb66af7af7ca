// Enrolling a token, for somebody or for oneself: read the request, hash what is slow to hash, decide under the lock.

import { reported } from "../../core/administration/reports.ts";
import type { Origin } from "../../core/audit.ts";
import { type Fields, flag, invalid, missing, optional, text } from "../../core/fields.ts";
import {
  type Draft,
  decideEnroll,
  type Enrolled,
  type EnrollmentRules,
} from "../../core/lifecycle/enroll.ts";
import { checkPin } from "../../core/lifecycle/pin-policy.ts";
import { readPaths } from "../../core/lifecycle/scope.ts";
import { newSerial, readPrefix, readSerial } from "../../core/lifecycle/serial.ts";
import { longestDescription } from "../../core/lifecycle/token-properties.ts";
import { adminRealms } from "../../core/policy/rights.ts";
import type { Ruling } from "../../core/policy/rule.ts";
import { Refusal } from "../../core/problem.ts";
import { isRollout } from "../../core/rollout.ts";
import type { Settings } from "../../core/settings.ts";
import type { State } from "../../core/store.ts";
import { type Owner, type Serial, sameOwner, type Token } from "../../core/token.ts";
import type { TokenType } from "../../core/token-type.ts";
import type { User } from "../../core/user.ts";
import { transactionIdFrom } from "../authentication/check.ts";
import { notify } from "../notify.ts";
import {
  type Administrator,
  denied,
  isHimself,
  limitedRealms,
  nobodyNamed,
  ownerLimits,
  realmLimit,
  requirePortalRight,
  requireRight,
  rulingFor,
} from "../rights.ts";
import { settledAddress, tokenRealmsOf, userAt, userOf } from "../users.ts";
import type { World } from "../world.ts";
import { readBeforehand } from "./enrollment-trial.ts";
import { countActive } from "./manage.ts";
import { drawPin, tagOf } from "./random-pin.ts";

/** Several enrollments at once may draw the same serial: four candidates leave one in 10^19 without. */
const candidates = 4;

/** A seed, and whatever else a type makes up, comes from these. */
const randomBytes = 64;

/** POST /admin/init. */
export async function enrollForUser(world: World, fields: Fields, who: Administrator): Promise<Enrolled> {
  const type = typeNamed(world, optional(fields, "type") ?? "hmac");
  const settings = world.store.settings();
  const user = await userNamed(world, fields);
  const realm = user === undefined ? optional(fields, "realm")?.trim().toLowerCase() : undefined;
  const realms = user === undefined ? existingRealms(settings, realm) : tokenRealmsOf(settings, user);
  const paths = readPaths(fields);
  const draft = {
    by: "administrator",
    type,
    user,
    realms,
    paths,
    ...(await commonParts(world, fields, { type, user })),
  } as const;
  const authorize: Authorization = (state, holder, target) => (serial, existing) => {
    requireInit(state.settings, who, { type, serial, existing, target, user, realm });
    if (isRollout({ paths: paths ?? existing?.paths ?? [] }) && isHimself(who, holder)) {
      throw denied("You cannot issue a rollout token for yourself.");
    }
    const own = user === undefined ? ownRealms(state.settings, who, type) : [];
    return own.filter((name) => state.settings.realms.has(name));
  };
  return await enroll(world, { ...draft, origin: who.origin, fields, replacement: false }, authorize);
}

export interface SelfEnrollment {
  readonly user: User;
  readonly origin: Origin;
  /** Absent: `enroll<TYPE>`, or an older right that includes it. */
  readonly granted?: ((ruling: Ruling, type: string) => boolean) | undefined;
}

/** POST /userservice/enroll. Scope and owner are not his to choose (deviation 11). */
export async function enrollForOneself(
  world: World,
  fields: Fields,
  { user, origin, granted }: SelfEnrollment,
): Promise<Enrolled> {
  const named = optional(fields, "type");
  if (named === undefined) throw missing("type");
  const settings = world.store.settings();
  const mayEnroll = (held: Settings): Ruling => portalRuling(held, { user, origin, granted }, named);
  const ruling = mayEnroll(settings);
  const type = typeNamed(world, named);
  requirePortalRight(type.selfEnroll);
  for (const name of ["scope", "rollout"]) {
    if (fields.has(name))
      throw new Refusal({ code: "usage-parameter", message: `unsupported parameter: '${name}'` });
  }
  const pin = text(fields, "pin") ?? "";
  if (pin !== "") checkPin(pin, pinRules(ruling));
  const realms = tokenRealmsOf(settings, user);
  const parts = await commonParts(world, fields, { type, user });
  const authorize: Authorization = (state) => (serial, existing) => {
    mayEnroll(state.settings);
    // Not even the type of somebody else's token is told.
    const own = existing === undefined || (sameOwner(existing.owner, user.owner) && !isRollout(existing));
    if (!own) throw new Refusal({ code: "token-exists", serial });
    return [];
  };
  const draft = { by: "portal", type, user, realms, paths: undefined, ...parts } as const;
  return await enroll(world, { ...draft, origin, fields, active: undefined, replacement: false }, authorize);
}

/** `holder`: who owns the token, or will. `target`: what it will stand in for. */
type Authorization = (
  state: Pick<State, "settings" | "tokens">,
  holder: User | undefined,
  target: Token | undefined,
) => EnrollmentRules["authorize"];

export async function enroll(world: World, draft: Draft, authorize: Authorization): Promise<Enrolled> {
  const known = draft.serialGiven ? await world.store.token(draft.serials[0] ?? "") : undefined;
  const holder = draft.user ?? (known?.owner === undefined ? undefined : await userOf(world, known.owner));
  const before = world.store.settings();
  const target = await targetOf(world, draft);
  // What an existing token holds is read below: not for somebody who may not have it.
  if (known !== undefined) {
    authorize({ settings: before, tokens: [known] }, holder, target)(known.serial, known);
  }
  const materials = {
    target,
    vault: world.vault,
    random: world.random(randomBytes),
    transactionId: transactionIdFrom(world),
    activeTokens: await countActive(world),
    ...(await readBeforehand(world, draft, {
      existing: known,
      target,
      holder,
      ruling: (settings) => rulingOf(settings, draft, holder),
    })),
  };
  const randomPin = drawPin(world);
  const owners: readonly Owner[] = [draft.user?.owner, known?.owner].flatMap((owner) => owner ?? []);
  const realms = limitedRealms(before, draft.origin);
  const enrolled = await world.store.decide({ owners, serials: draft.serials, realms }, (state) => {
    const ruling = rulingOf(state.settings, draft, holder);
    const rules: EnrollmentRules = {
      ruling,
      holder,
      authorize: authorize(state, holder, target),
      limits: ownerLimits(ruling, draft.type.type),
      limitOf: realmLimit(state.settings, draft.origin),
      randomPin: randomPin(ruling),
    };
    return reported(decideEnroll(state, draft, { rules, materials }), state, draft.origin);
  });
  const token = { serial: enrolled.serial, type: enrolled.type.type };
  await notify(world, "enrollment", { user: holder, token, origin: draft.origin });
  return enrolled;
}

/** What a token stands in for is looked up before, and again whenever it is used. */
async function targetOf(world: World, { type, fields }: Draft): Promise<Token | undefined> {
  const serial = type.targetOf?.(fields);
  return serial === undefined ? undefined : await world.store.token(serial);
}

function rulingOf(settings: Settings, { origin, realms }: Draft, user: User | undefined): Ruling {
  return rulingFor(settings, { user, realm: realms[0], origin });
}

type Common = Pick<Draft, "serials" | "serialGiven" | "description" | "active" | "pin">;

interface ForWhom {
  readonly type: TokenType;
  readonly user: User | undefined;
}

async function commonParts(world: World, fields: Fields, { type, user }: ForWhom): Promise<Common> {
  const serial = readSerial(fields) ?? (await serialBegun(world, fields, { type, user }));
  const pin = text(fields, "pin");
  return {
    serials:
      serial === undefined ? await freshSerials(world, type, readPrefix(fields, type.prefix)) : [serial],
    serialGiven: serial !== undefined,
    description: readDescription(fields),
    active: flag(fields, "enable"),
    pin: pin === undefined ? undefined : { tag: tagOf(world, pin) },
  };
}

/** The token of an enrollment in several steps, of which the first one is done. Which one, if not the only one, must be said. */
async function serialBegun(
  world: World,
  fields: Fields,
  { type, user }: ForWhom,
): Promise<Serial | undefined> {
  if (type.goesOnWith === undefined || user === undefined) return undefined;
  const tokens = await world.store.tokensOf(user.owner);
  const [begun, ...others] = tokens.filter(
    (token) => token.type === type.type && type.goesOnWith?.(token, fields),
  );
  if (others.length > 0) throw missing("serial");
  return begun?.serial;
}

/** Serials that nobody has, in all likelihood; `prefix` stands in for the type's own. */
export async function freshSerials(
  world: World,
  type: TokenType,
  prefix = type.prefix,
): Promise<readonly Serial[]> {
  const existing = await world.store.countTokens(type.type);
  // A phone names its token by the serial alone when it pairs.
  const bytes = type.pair === undefined ? 2 : 6;
  return Array.from({ length: candidates }, () => newSerial(prefix, existing, world.random(bytes)));
}

export function readDescription(fields: Fields): string | undefined {
  const description = text(fields, "description");
  if (description !== undefined && [...description].length > longestDescription) {
    throw invalid("description", `at most ${longestDescription} characters long`);
  }
  return description;
}

function typeNamed(world: World, name: string): TokenType {
  const type = world.types.get(name.toLowerCase());
  if (type === undefined) throw new Refusal({ code: "unknown-token-type", type: name });
  return type;
}

/** Undefined: nobody is named. */
export async function userNamed(world: World, fields: Fields): Promise<User | undefined> {
  const address = await settledAddress(world, fields);
  const user = address === undefined ? undefined : await userAt(world, address);
  if (address !== undefined && user === undefined) {
    throw new Refusal({ code: "unknown-user", login: address.login, realm: address.realm, forToken: true });
  }
  return user;
}

function existingRealms(settings: Settings, realm: string | undefined): readonly string[] {
  return realm !== undefined && settings.realms.has(realm) ? [realm] : [];
}

interface Wish {
  readonly type: TokenType;
  readonly serial: Serial;
  readonly existing: Token | undefined;
  readonly target: Token | undefined;
  readonly user: User | undefined;
  readonly realm: string | undefined;
}

/** For the user or realm that is named, for a token that is there already, and for the one that it will stand in for. */
function requireInit(
  settings: Settings,
  who: Administrator,
  { type, serial, existing, target, user, realm }: Wish,
): void {
  const action = initRight(settings, who, type);
  const whom = user === undefined ? "" : ` to user ${user.login}@${user.realm}`;
  const deed = user === undefined ? "enroll tokens" : `init token ${serial} of type ${type.type}${whom}`;
  const place = user?.realm ?? realm;
  if (place !== undefined) requireRight(settings, who, { action, deed, target: { userRealm: place } });
  else if (ownRealms(settings, who, type).length === 0) {
    requireRight(settings, who, { action, deed, target: nobodyNamed(settings) });
  }
  for (const token of [existing, target])
    if (token !== undefined)
      requireRight(settings, who, { action, deed, target: { tokenRealms: token.realms } });
}

/** Where an administrator of some realms puts a token that he enrolls for nobody; somewhere he can see it. */
function ownRealms(settings: Settings, who: Administrator, type: TokenType): readonly string[] {
  const realms = adminRealms(settings.policies, who.admin, initRight(settings, who, type), who.origin.at);
  return realms === "any" ? [] : realms;
}

/** `initHMAC`; eToken devices are HOTP tokens with a right of their own (contract 05 section 3). */
function initRight(settings: Settings, { admin, origin }: Administrator, { type }: TokenType): string {
  const right = `init${type.toUpperCase()}`;
  const lacking = adminRealms(settings.policies, admin, right, origin.at).length === 0;
  return type === "hmac" && lacking ? "initETNG" : right;
}

/** Refuses before anything else is looked at: an unknown type is no right either. */
function portalRuling(settings: Settings, { granted, ...who }: SelfEnrollment, type: string): Ruling {
  const ruling = rulingFor(settings, who);
  requirePortalRight((granted ?? enrollRight)(ruling, type));
  return ruling;
}

function enrollRight(ruling: Ruling, type: string): boolean {
  const also = alsoGrantedBy[type.toLowerCase()];
  return ruling.perType("selfservice", "enroll", type) || (also !== undefined && ruling.selfservice[also]);
}

/** LinOTP's older rights to scan a QR code (contract 07 section 1). */
const alsoGrantedBy: { readonly [type: string]: "webprovisionGOOGLE" | "webprovisionGOOGLEtime" } = {
  hmac: "webprovisionGOOGLE",
  totp: "webprovisionGOOGLEtime",
};

export function pinRules({ selfservice }: Ruling): Parameters<typeof checkPin>[1] {
  return {
    minLength: selfservice.otp_pin_minlength,
    maxLength: selfservice.otp_pin_maxlength,
    contents: selfservice.otp_pin_contents ?? "",
  };
}
