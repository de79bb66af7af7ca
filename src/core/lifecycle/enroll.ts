// Enrolling a token: a new one, or a known serial with a new secret. Decided under the owner's lock, so that twenty
// simultaneous enrollments cannot all see room for one.

import { auditEntry, type Origin } from "../audit.ts";
import { askedByEnrollment, type Challenge } from "../challenge.ts";
import type { Change, Decision } from "../change.ts";
import type { Fields } from "../fields.ts";
import type { Outside } from "../outside.ts";
import type { Ruling } from "../policy/rule.ts";
import { Refusal } from "../problem.ts";
import { serverKeyOf } from "../server-key.ts";
import { settingNumber } from "../setting-number.ts";
import type { Settings } from "../settings.ts";
import type { State } from "../store.ts";
import {
  type Path,
  type PinTag,
  type Secret,
  type Serial,
  sameOwner,
  type Token,
  type TokenUpdate,
} from "../token.ts";
import type { Enrollment, EnrollmentContext, OpenedChallenge, Shown, TokenType } from "../token-type.ts";
import { unsealed } from "../unsealed.ts";
import type { User } from "../user.ts";
import { secretPlace, userPinPlace, type Vault } from "../vault.ts";
import { checkOwnerLimits, checkRealmLimits, type Limit, type OwnerLimits } from "./limits.ts";
import { defaultDescription } from "./scope.ts";

/** What is asked for. */
export interface Draft {
  readonly origin: Origin;
  readonly by: "administrator" | "portal";
  readonly type: TokenType;
  /** The parameters of the type. */
  readonly fields: Fields;
  /** Serials to try, in order: several fresh ones, or the one that was asked for. */
  readonly serials: readonly Serial[];
  /** The serial was asked for, so an existing token may be meant. */
  readonly serialGiven: boolean;
  readonly user: User | undefined;
  /** Undefined: a new token opens every door, an existing one keeps its scope. */
  readonly paths: readonly Path[] | undefined;
  readonly description: string | undefined;
  readonly active: boolean | undefined;
  readonly realms: readonly string[];
  /** Undefined: a new token has no PIN, an existing one keeps its own. */
  readonly pin: { readonly tag: PinTag | undefined } | undefined;
  readonly replacement: boolean;
  readonly validUntil?: number;
}

/** What policies say about it; worked out from the settings under the lock. */
export interface EnrollmentRules {
  readonly ruling: Ruling;
  /** Who owns the token, or will; undefined when nobody does. */
  readonly holder: User | undefined;
  /** Throws unless the caller may enroll this; `existing` is the token of that serial. Answers with the realms it must be in. */
  readonly authorize: (serial: Serial, existing: Token | undefined) => readonly string[];
  readonly limits: OwnerLimits;
  readonly limitOf: (realm: string) => Limit;
  /** Of a random PIN, when a policy wants one; it replaces any other. */
  readonly randomPin: PinTag | undefined;
}

export interface Materials {
  readonly vault: Vault;
  /** The slow hash of a static password, made beforehand. */
  readonly passwordHash: string | undefined;
  /** 64 fresh bytes. */
  readonly random: Uint8Array;
  readonly transactionId: string;
  /** The token that the new one will stand in for. */
  readonly target: Token | undefined;
  /** Answers that were asked for beforehand. */
  readonly outside: Outside;
  /** Of all active tokens, for the audit entry. */
  readonly activeTokens: number;
}

export interface Enrolled {
  readonly serial: Serial;
  readonly type: TokenType;
  readonly shown: Shown;
  readonly description: string;
}

export function decideEnroll(
  state: State,
  draft: Draft,
  { rules, materials }: { readonly rules: EnrollmentRules; readonly materials: Materials },
): Decision<Enrolled> {
  const serial = chooseSerial(state, draft);
  const existing = state.tokens.find((token) => token.serial === serial);
  const added = rules.authorize(serial, existing);
  checkExisting(existing, draft);
  const enrollment = draft.type.readEnrollment(
    draft.fields,
    contextFor(serial, existing, { state, draft, rules, materials }),
  );
  const secret = secretOf(enrollment, serial, materials);
  const userPin = userPinOf(enrollment, serial, materials);
  const wanted = { ...draft, realms: [...new Set([...draft.realms, ...added])], pin: pinOf(draft, rules) };
  const made = { draft: wanted, enrollment, secret, userPin, settings: state.settings };
  const { token, changes } = existing === undefined ? created(serial, made) : changed(existing, state, made);
  const asked = enrollment.question;
  const opened = asked === undefined ? [] : [questionOf(asked, token, { state, draft, materials })];
  checkLimits(state, { token, existing }, rules);
  const gained = Number(token.active) - Number(existing?.active ?? false);
  return {
    outcome: { serial, type: draft.type, shown: enrollment.shown, description: token.description },
    changes: [...changes, ...opened],
    audit: auditEntry(draft.origin, {
      success: true,
      serial,
      tokenType: draft.type.spelling,
      user: rules.holder?.login ?? "",
      realm: rules.holder?.realm ?? token.realms.join(","),
      actionDetail: `tokennum = ${materials.activeTokens + gained}`,
    }),
  };
}

function chooseSerial(state: State, draft: Draft): Serial {
  const taken = new Set(state.tokens.map(({ serial }) => serial));
  const serial = draft.serialGiven ? draft.serials[0] : draft.serials.find((each) => !taken.has(each));
  if (serial === undefined) throw new Refusal({ code: "token-exists", serial: draft.serials[0] ?? "" });
  return serial;
}

/** A token keeps its type for life. */
function checkExisting(existing: Token | undefined, { type }: Draft): void {
  if (existing === undefined || existing.type === type.type) return;
  throw new Refusal({ code: "token-type-clash", serial: existing.serial, type: existing.type });
}

interface Parts {
  readonly state: State;
  readonly draft: Draft;
  readonly rules: EnrollmentRules;
  readonly materials: Materials;
}

function contextFor(
  serial: Serial,
  existing: Token | undefined,
  { state, draft, rules, materials }: Parts,
): EnrollmentContext {
  const { origin, by } = draft;
  const { ruling, holder } = rules;
  const { random, transactionId, outside, target, vault } = materials;
  const secrets = existing === undefined ? noSecrets : unsealed(existing, vault);
  const serverKey = serverKeyOf(state.settings, vault);
  const owned = state.tokens.filter((each) => sameOwner(each.owner, holder?.owner));
  const values = { random, transactionId, outside, target, serverKey, owned, existing, ...secrets };
  return { now: origin.at, settings: state.settings, ruling, user: holder, by, serial, ...values };
}

const noSecrets = { seed: undefined, userPin: undefined };

/** Some enrollments end with a question that the new token has to answer. */
function questionOf(
  { message, data }: OpenedChallenge,
  { serial, type }: Token,
  { state, draft, materials }: Omit<Parts, "rules">,
): Change {
  const now = draft.origin.at;
  const seconds =
    draft.type.challenge?.validitySeconds(state.settings) ??
    settingNumber(state.settings, "DefaultChallengeValidityTime", 120);
  const { transactionId } = materials;
  const challenge: Challenge = {
    ...{ transactionId, serial, message, data: { ...data, path: askedByEnrollment, type } },
    ...{ openedAt: now, expiresAt: now + 1000 * seconds, status: "open" },
    ...{ received: 0, answered: false, valid: false },
  };
  return { kind: "challenge.open", challenge };
}

function pinOf(draft: Draft, rules: EnrollmentRules): Draft["pin"] {
  return rules.randomPin === undefined ? draft.pin : { tag: rules.randomPin };
}

/** A password without its hash would be kept in the clear, or not at all: that is a bug, not a refusal. */
function secretOf(
  { secret }: Enrollment,
  serial: Serial,
  { vault, passwordHash }: Materials,
): Secret | undefined {
  if (secret === undefined) return undefined;
  if (secret.kind === "seed") return { kind: "sealed", bytes: vault.seal(secret.bytes, secretPlace(serial)) };
  if (passwordHash === undefined) throw new Error("the password of a new token was not hashed");
  return { kind: "hash", text: passwordHash };
}

/** As it is kept. */
function userPinOf({ userPin }: Enrollment, serial: Serial, { vault }: Materials): Uint8Array | undefined {
  return userPin === undefined ? undefined : vault.seal(Buffer.from(userPin), userPinPlace(serial));
}

interface Made {
  readonly draft: Draft;
  readonly enrollment: Enrollment;
  readonly secret: Secret | undefined;
  readonly userPin: Uint8Array | undefined;
  readonly settings: Settings;
}

interface Outcome {
  readonly token: Token;
  readonly changes: readonly Change[];
}

function created(serial: Serial, { draft, enrollment, secret, userPin, settings }: Made): Outcome {
  const { origin, type, user, realms, active = true, paths = [], replacement, validUntil } = draft;
  const token: Token = {
    id: 0,
    serial,
    type: type.type,
    owner: user?.owner,
    realms,
    description: describe(draft.description, "", paths),
    secret,
    pin: draft.pin?.tag,
    userPin,
    otpLength: settingNumber(settings, "DefaultOtpLen", 6),
    counter: 0,
    window: settingNumber(settings, "DefaultCountWindow", 10),
    syncWindow: settingNumber(settings, "DefaultSyncWindow", 1000),
    failCount: 0,
    failLimit: settingNumber(settings, "DefaultMaxFailCount", 10),
    active,
    paths,
    validFrom: undefined,
    validUntil,
    uses: { attempts: 0, attemptLimit: undefined, successes: 0, successLimit: undefined },
    replacement,
    info: {},
    createdAt: origin.at,
    lastAttemptAt: undefined,
    lastSuccessAt: undefined,
    ...enrollment.set,
  };
  return { token, changes: [{ kind: "token.create", token }] };
}

function changed(existing: Token, state: State, made: Made): Outcome {
  return made.enrollment.continues ? continued(existing, made) : renewed(existing, state, made);
}

/** Another step of the same enrollment: only what the type says changes. */
function continued(existing: Token, { enrollment, secret, userPin }: Made): Outcome {
  const { serial } = existing;
  const set: TokenUpdate = {
    ...enrollment.set,
    ...(secret === undefined ? {} : { secret }),
    ...(userPin === undefined ? {} : { userPin }),
  };
  return { token: { ...existing, ...set }, changes: [{ kind: "token.update", serial, set }] };
}

/**
 * The owner changes only if a user is named; the realms always do, even to none (contract 02 section 4). Questions about
 * the old secret can no longer be answered.
 */
function renewed(
  existing: Token,
  state: State,
  { draft, enrollment, secret, userPin, settings }: Made,
): Outcome {
  const {
    user,
    realms,
    pin,
    validUntil,
    replacement,
    paths = existing.paths,
    active = existing.active,
  } = draft;
  const set: TokenUpdate = {
    counter: 0,
    otpLength: settingNumber(settings, "DefaultOtpLen", 6),
    ...enrollment.set,
    // What a type remembers of the old secret (drift, the first half of a resync, a device's id) goes with it.
    info: enrollment.set.info ?? {},
    secret,
    userPin,
    failCount: 0,
    realms,
    active: enrollment.set.active ?? active,
    paths,
    replacement,
    description: describe(draft.description, existing.description, paths),
    ...(user === undefined ? {} : { owner: user.owner }),
    ...(pin === undefined ? {} : { pin: pin.tag }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
  const { serial } = existing;
  const stale = state.challenges.filter((challenge) => challenge.serial === serial);
  const withdrawn = stale.map(
    ({ transactionId }): Change => ({ kind: "challenge.delete", transactionId, serial }),
  );
  return { token: { ...existing, ...set }, changes: [{ kind: "token.update", serial, set }, ...withdrawn] };
}

function describe(given: string | undefined, before: string, paths: readonly Path[]): string {
  const wanted = given || before;
  return wanted === "" && paths.length > 0 ? defaultDescription : wanted;
}

function checkLimits(
  state: State,
  { token, existing }: { readonly token: Token; readonly existing: Token | undefined },
  { limits, limitOf }: EnrollmentRules,
): void {
  const owned = state.tokens.filter((each) => sameOwner(each.owner, token.owner));
  if (token.owner !== undefined) checkOwnerLimits(token, owned, limits);
  const before = existing === undefined ? [] : [existing];
  checkRealmLimits({ before, after: [token], activeTokens: state.activeTokens, limitOf });
}
