// Giving somebody the token whose OTP he typed (contract 06 section 6). The search reads; what it found is tried again
// under the lock, and only there something changes.

import { auditEntry } from "../../core/audit.ts";
import type { Change, Decision } from "../../core/change.ts";
import type { CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import { checkOwnerLimits, checkRealmLimits } from "../../core/lifecycle/limits.ts";
import { nobodyOutside } from "../../core/outside.ts";
import { splitPass } from "../../core/pin.ts";
import type { Ruling } from "../../core/policy/rule.ts";
import { Refusal } from "../../core/problem.ts";
import { isRollout } from "../../core/rollout.ts";
import { serverKeyOf } from "../../core/server-key.ts";
import { settingReader } from "../../core/server-setting.ts";
import type { State } from "../../core/store.ts";
import { sameOwner, type Token, type TokenUpdate } from "../../core/token.ts";
import { unsealed } from "../../core/unsealed.ts";
import type { User } from "../../core/user.ts";
import { limitedRealms, ownerLimits, realmLimit } from "../rights.ts";
import { tagOf } from "../tokens/random-pin.ts";
import { passwordIsRight, realmsOf } from "../users.ts";
import type { World } from "../world.ts";
import type { Provided } from "./automation.ts";
import { accountKey, counted, forgiven, waits } from "./password-throttle.ts";

export interface Given {
  readonly request: CheckRequest;
  readonly pass: string;
  readonly user: User;
  readonly ruling: Ruling;
}

/** Password and OTP: the password is the directory's, and becomes the PIN unless a policy says otherwise. */
export async function autoAssign(world: World, given: Given): Promise<Provided> {
  const { enrollment } = given.ruling;
  if (!enrollment.autoassignment) return undefined;
  const found = await findToken(world, given, { realm: given.user.realm, withPassword: true });
  if (found === undefined || !(await showsPassword(world, given, found.fixed))) return undefined;
  const pin = enrollment.ignore_autoassignment_pin ? undefined : tagOf(world, found.fixed);
  const info = "Token auto assigned";
  return await take(world, given, { ...found, set: pin === undefined ? {} : { pin }, info });
}

/** The OTP alone, of a token in a realm that a policy names. */
export async function autoAssignByOtp(world: World, given: Given): Promise<Provided> {
  const { enrollment } = given.ruling;
  if (!enrollment.autoassignment_without_password) return undefined;
  const realm = (enrollment.autoassignment_from_realm || given.user.realm).trim().toLowerCase();
  const found = await findToken(world, given, { realm, withPassword: false });
  if (found === undefined) return undefined;
  return await take(world, given, {
    ...found,
    set: { pin: undefined },
    info: "Token with otp auto assigned",
  });
}

interface Found {
  readonly token: Token;
  /** What precedes the OTP. */
  readonly fixed: string;
  readonly otp: string;
  readonly realm: string;
}

/** Read in portions, so that others are served in between. */
const portion = 500;

/** Exactly one free token must show this OTP. A rollout token is for the person it was made for. */
async function findToken(
  world: World,
  { pass, request }: Given,
  { realm, withPassword }: { readonly realm: string; readonly withPassword: boolean },
): Promise<Found | undefined> {
  const found: Found[] = [];
  const split = (token: Token) => (withPassword ? splitPass(pass, token, true) : { fixed: "", otp: pass });
  const type = request.tokenType?.toLowerCase();
  const query = { unassigned: true, realms: [realm], ...(type === undefined ? {} : { type }) };
  for (let offset = 0; found.length < 2; offset += portion) {
    const { rows } = await world.store.tokens({ ...query, sortBy: "id", offset, limit: portion });
    const shown = rows.filter((row) => !isRollout(row)).map((token) => ({ token, realm, ...split(token) }));
    found.push(...shown.filter(({ token, otp }) => spendOf(world, token, otp) !== undefined));
    if (rows.length < portion) break;
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Undefined: it is not one of its next OTPs. A value that can be used again and again proves nothing about a device. */
function spendOf(world: World, token: Token, otp: string): TokenUpdate | undefined {
  const { types, vault, store } = world;
  const type = types.get(token.type);
  if (type?.otp !== "spent" || !type.modes.authenticate) return undefined;
  if (!token.active || otp.length !== token.otpLength) return undefined;
  const settings = store.settings();
  const verdict = type.verify(token, otp, {
    now: world.now(),
    settings,
    ...unsealed(token, vault),
    hashMatches: () => false,
    outside: nobodyOutside,
    serverKey: serverKeyOf(settings, vault),
    setting: settingReader(settings, vault),
  });
  return verdict.match ? verdict.spend : undefined;
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
  readonly set: TokenUpdate;
  readonly info: string;
}

async function take(world: World, given: Given, taking: Taking): Promise<Provided> {
  const { user, request } = given;
  const subject = {
    owners: [user.owner],
    serials: [taking.token.serial],
    realms: limitedRealms(world.store.settings(), request.origin),
  };
  const outcome = await world.store.decide(subject, (state) => decideTaking(world, state, { given, taking }));
  return outcome === undefined ? undefined : { kind: "done", outcome };
}

/** As it is under the lock: still free, still showing this OTP, its new owner still without a token. */
function decideTaking(
  world: World,
  state: State,
  { given, taking }: { readonly given: Given; readonly taking: Taking },
): Decision<CheckOutcome | undefined> {
  const { user, request, ruling } = given;
  const token = state.tokens.find(({ serial }) => serial === taking.token.serial);
  const spend = token === undefined ? undefined : spendOf(world, token, taking.otp);
  const isFree =
    token?.owner === undefined && state.tokens.every((each) => !sameOwner(each.owner, user.owner));
  const who = { user: user.login, realm: user.realm };
  if (token === undefined || spend === undefined || !isFree || !token.realms.includes(taking.realm))
    return { outcome: undefined, changes: [], audit: auditEntry(request.origin, who) };
  const realms = realmsOf(state.settings, user.owner);
  const set: TokenUpdate = { ...spend, ...taking.set, owner: user.owner, realms, failCount: 0 };
  const refusal = beyondLimits({ ...token, ...set }, token, { state, ruling, given });
  if (refusal !== undefined)
    return { outcome: undefined, changes: [], audit: auditEntry(request.origin, { ...who, info: refusal }) };
  const taken: Change = { kind: "token.update", serial: token.serial, set };
  return {
    outcome: {
      kind: "accepted",
      token: { ...token, ...set },
      user,
      pinLength: taking.fixed.length,
      otpLength: taking.otp.length,
    },
    changes: [taken],
    audit: auditEntry(request.origin, {
      ...who,
      success: true,
      serial: token.serial,
      tokenType: world.types.get(token.type)?.spelling ?? token.type,
      actionDetail: `user '${user.login}'@'${user.realm}' successfully authenticated.`,
      info: taking.info,
    }),
  };
}

function beyondLimits(
  after: Token,
  before: Token,
  { state, ruling, given }: { state: State; ruling: Ruling; given: Given },
): string | undefined {
  const { activeTokens, settings } = state;
  try {
    checkOwnerLimits(after, [], ownerLimits(ruling, after.type));
    const limitOf = realmLimit(settings, given.request.origin);
    checkRealmLimits({ before: [before], after: [after], activeTokens, limitOf });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return "automatic assignment failed: too many tokens";
    throw error;
  }
}
