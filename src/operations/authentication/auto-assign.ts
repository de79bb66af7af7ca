// Giving somebody the token whose OTP he typed (contract 06 section 6). The search reads; what it found is tried again
// under the lock, by the same rules as in any other login, and only there something changes.

import { mustWait } from "../../core/administration/throttle.ts";
import { auditEntry } from "../../core/audit.ts";
import type { Decision } from "../../core/change.ts";
import { decideCheck } from "../../core/check/decide.ts";
import type { CheckGiven, CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import { assign } from "../../core/lifecycle/manage-token.ts";
import { nobodyOutside } from "../../core/outside.ts";
import { type Split, splitPass } from "../../core/pin.ts";
import type { Ruling } from "../../core/policy/rule.ts";
import { Refusal } from "../../core/problem.ts";
import { isRollout } from "../../core/rollout.ts";
import { serverKeyOf } from "../../core/server-key.ts";
import { settingReader } from "../../core/server-setting.ts";
import type { State } from "../../core/store.ts";
import { type PinTag, sameOwner, type Token } from "../../core/token.ts";
import type { Given as Values } from "../../core/token-type.ts";
import { unsealed } from "../../core/unsealed.ts";
import type { User } from "../../core/user.ts";
import { limitedRealms, ownerLimits, realmLimit } from "../rights.ts";
import { tagOf } from "../tokens/random-pin.ts";
import { passwordIsRight, tokenRealmsOf } from "../users.ts";
import type { World } from "../world.ts";
import type { Provided } from "./automation.ts";
import { type Consequence, transactionIdFrom } from "./check.ts";
import { letOthersIn, oneByOne } from "./one-by-one.ts";
import { accountKey, counted, forgiven, waits } from "./password-throttle.ts";

export interface Given {
  readonly request: CheckRequest;
  readonly pass: string;
  readonly user: User;
  readonly ruling: Ruling;
  readonly consequence?: Consequence;
}

/** Password and OTP: the password is the directory's, and becomes the PIN unless a policy says otherwise. */
export async function autoAssign(world: World, given: Given): Promise<Provided> {
  const { enrollment } = given.ruling;
  if (!enrollment.autoassignment) return undefined;
  const key = accountKey(world, given.user, given.request.addressed);
  const found = await findToken(world, given, { realm: given.user.realm, withPassword: true, key });
  if (found === undefined || !(await showsPassword(world, given, found.fixed))) return undefined;
  const pin = enrollment.ignore_autoassignment_pin ? undefined : { tag: tagOf(world, found.fixed) };
  return await take(world, given, { ...found, pin, throttles: [], info: "Token auto assigned" });
}

/**
 * The OTP alone, of a token in a realm that a policy names. Whoever has no token could try as many as he likes, and one
 * of many tokens is soon hit: so misses are counted, as wrong passwords are.
 */
export async function autoAssignByOtp(world: World, given: Given): Promise<Provided> {
  const { enrollment } = given.ruling;
  if (!enrollment.autoassignment_without_password) return undefined;
  const key = `otp-${accountKey(world, given.user, given.request.addressed)}`;
  const realm = (enrollment.autoassignment_from_realm || given.user.realm).trim().toLowerCase();
  const found = await findToken(world, given, { realm, withPassword: false, key });
  if (found === undefined) return { kind: "missed", key };
  const info = "Token with otp auto assigned";
  return await take(world, given, { ...found, pin: { tag: undefined }, throttles: [key], info });
}

interface Found extends Split {
  readonly token: Token;
  readonly realm: string;
}

/** Read in portions, so that others are served in between. */
const portion = 200;

interface Wanted {
  readonly realm: string;
  readonly withPassword: boolean;
  /** Whoever has to wait for this one is not searched for. */
  readonly key: string;
}

/** One search at a time: they are long, and anybody may ask for one. */
async function findToken(world: World, given: Given, wanted: Wanted): Promise<Found | undefined> {
  return await oneByOne(world, async () => {
    const throttle = await world.store.throttle(wanted.key);
    return mustWait(throttle, given.request.origin.at) ? undefined : await search(world, given, wanted);
  });
}

/** Exactly one free token must show this OTP. A rollout token is for the person it was made for. */
async function search(
  world: World,
  { pass, request }: Given,
  { realm, withPassword }: Wanted,
): Promise<Found | undefined> {
  const found: Found[] = [];
  const pinFirst = world.store.settings().config.get("PrependPin")?.value.toLowerCase() !== "false";
  const split = (token: Token) =>
    withPassword ? splitPass(pass, token, pinFirst) : { fixed: "", otp: pass };
  const type = request.tokenType?.toLowerCase();
  const query = { unassigned: true, realms: [realm], ...(type === undefined ? {} : { type }) };
  for (let afterId = 0; found.length < 2; ) {
    const { rows } = await world.store.tokens({ ...query, afterId, limit: portion });
    const shown = rows.map((token) => ({ token, realm, ...split(token) }));
    found.push(...shown.filter(({ token, otp }) => isFree(token) && shows(world, token, { otp, request })));
    if (rows.length < portion) break;
    afterId = rows.at(-1)?.id ?? afterId;
    await letOthersIn();
  }
  return found.length === 1 ? found[0] : undefined;
}

function isFree(token: Token): boolean {
  return token.owner === undefined && !isRollout(token);
}

/** A value that can be used again and again proves nothing about a device. */
function shows(
  world: World,
  token: Token,
  { otp, request }: { readonly otp: string; readonly request: CheckRequest },
): boolean {
  const type = world.types.get(token.type);
  if (type?.otp !== "spent" || !type.modes.authenticate) return false;
  if (!token.active || otp.length !== token.otpLength) return false;
  return type.verify(token, otp, valuesOf(world, token, request)).match;
}

function valuesOf({ vault, store }: World, token: Token, { origin }: CheckRequest): Values {
  const settings = store.settings();
  return {
    now: origin.at,
    settings,
    ...unsealed(token, vault),
    hashMatches: () => false,
    outside: nobodyOutside,
    serverKey: serverKeyOf(settings, vault),
    setting: settingReader(settings, vault),
  };
}

/** Guesses count as everywhere else (contract 06 knows no limit, we do). */
export async function showsPassword(world: World, given: Given, password: string): Promise<boolean> {
  const { user, request } = given;
  const account = accountKey(world, user, request.addressed);
  const right = password !== "" && (await passwordIsRight(world, user, password));
  return await world.store.decide({ throttles: [account] }, (state) => {
    const late = waits(account, state, request.origin);
    const changes = right
      ? forgiven(account, state, request.origin)
      : counted(account, state, request.origin);
    const sentence = right ? "password verified" : "wrong user password -1";
    return {
      outcome: right && !late,
      changes: late ? [] : changes,
      audit: auditEntry(request.origin, { user: user.login, realm: user.realm, actionDetail: sentence }),
    };
  });
}

interface Taking extends Found {
  /** Undefined: it keeps its own. */
  readonly pin: { readonly tag: PinTag | undefined } | undefined;
  /** Whoever has to wait for one of these gets nothing. */
  readonly throttles: readonly string[];
  readonly info: string;
}

async function take(world: World, given: Given, taking: Taking): Promise<Provided> {
  const { user, request } = given;
  const subject = {
    owners: [user.owner],
    serials: [taking.token.serial],
    realms: limitedRealms(world.store.settings(), request.origin),
    throttles: taking.throttles,
  };
  const fresh = { transactionId: transactionIdFrom(world), random: world.random(64) };
  const outcome = await world.store.decide(subject, (state) =>
    decideTaking(world, state, { given, taking, fresh }),
  );
  return outcome === undefined ? undefined : { kind: "done", outcome };
}

interface Deciding {
  readonly given: Given;
  readonly taking: Taking;
  readonly fresh: Pick<CheckGiven, "transactionId" | "random">;
}

/** As it is under the lock: the token still free, its new owner still without any, and the login one that is allowed. */
function decideTaking(
  world: World,
  state: State,
  { given, taking, fresh }: Deciding,
): Decision<CheckOutcome | undefined> {
  const { user, request } = given;
  const token = state.tokens.find(({ serial }) => serial === taking.token.serial);
  const hasOne = state.tokens.some((each) => sameOwner(each.owner, user.owner));
  const mustWait = taking.throttles.some((key) => waits(key, state, request.origin));
  if (token === undefined || !isFree(token) || !token.realms.includes(taking.realm) || hasOne || mustWait)
    return nothing(given, "automatic assignment failed: no free token");
  const assigned = assignment(token, state, { given, taking });
  if (assigned === undefined) return nothing(given, "automatic assignment failed: too many tokens");
  const { vault, types } = world;
  const answers = { password: () => false, hash: () => false, outside: nobodyOutside };
  const decision = decideCheck(
    { ...state, tokens: [{ ...token, ...assigned.set }], challenges: [] },
    { ...request, serials: [token.serial], pinMode: "verified", pass: taking.otp, transactionId: undefined },
    { vault, types, answers, ...fresh },
  );
  if (decision.outcome.kind !== "accepted") return nothing(given, decision.audit.actionDetail);
  const outcome = { ...decision.outcome, pinLength: taking.fixed.length };
  const further = given.consequence?.(outcome, state) ?? [];
  const update = { kind: "token.update", serial: token.serial, set: assigned.set } as const;
  return {
    outcome,
    changes: [update, ...decision.changes, ...further],
    audit: { ...decision.audit, info: taking.info },
  };
}

function nothing({ user, request }: Given, info: string): Decision<undefined> {
  const { login, realm } = user;
  return { outcome: undefined, changes: [], audit: auditEntry(request.origin, { user: login, realm, info }) };
}

/** Undefined: there is no room for one more. */
function assignment(
  token: Token,
  state: State,
  { given, taking }: Pick<Deciding, "given" | "taking">,
): { readonly set: Partial<Token> } | undefined {
  const { user, ruling, request } = given;
  const { pin } = taking;
  try {
    const { changes } = assign([token], state, {
      owner: user.owner,
      realms: tokenRealmsOf(state.settings, user),
      pinFor: pin === undefined ? undefined : () => pin.tag,
      limitsFor: (type) => ownerLimits(ruling, type),
      limitOf: realmLimit(state.settings, request.origin),
    });
    const [update] = changes;
    return update?.kind === "token.update" ? { set: update.set } : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
