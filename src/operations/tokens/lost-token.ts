// A temporary replacement for a token that its owner has lost (contract 05 section 5). It inherits the scope of what it
// replaces (deviation 8), and its use proves nothing about an enrollment.

import { reported } from "../../core/administration/reports.ts";
import { auditEntry } from "../../core/audit.ts";
import type { Change, Decision } from "../../core/change.ts";
import { type Fields, fieldsOf } from "../../core/fields.ts";
import { type Draft, decideEnroll, type EnrollmentRules } from "../../core/lifecycle/enroll.ts";
import { alphabetOf, bytesFor, randomText } from "../../core/lifecycle/random-text.ts";
import { temporaryEnd } from "../../core/lifecycle/validity.ts";
import { nobodyOutside } from "../../core/outside.ts";
import type { Ruling } from "../../core/policy/rule.ts";
import { Refusal } from "../../core/problem.ts";
import { isRollout } from "../../core/rollout.ts";
import type { State } from "../../core/store.ts";
import { type Serial, sameOwner, type Token } from "../../core/token.ts";
import type { TokenType } from "../../core/token-type.ts";
import type { User } from "../../core/user.ts";
import { transactionIdFrom } from "../authentication/check.ts";
import { type Administrator, denied, isHimself, onTokens, rulingFor } from "../rights.ts";
import { userOf } from "../users.ts";
import type { World } from "../world.ts";

export type LostChoice = "password" | "email" | "sms";

export interface LostOrder {
  readonly serial: string;
  readonly type: LostChoice;
  /** Where OTPs are sent to, when it is not what the directory says. */
  readonly address: string | undefined;
  readonly who: Administrator;
}

export interface Replacement {
  readonly serial: Serial;
  readonly type: string;
  /** Of a token of type pw; the helpdesk hands it over. */
  readonly password: string | undefined;
  /** A token without a PIN of its own kind (spass) leaves none to copy. */
  readonly pinCopied: boolean;
  readonly validUntil: number;
}

export async function replaceLost(world: World, order: LostOrder): Promise<Replacement> {
  const lost = await world.store.token(order.serial);
  if (lost === undefined) throw new Refusal({ code: "unknown-token", serial: order.serial });
  const user = lost.owner === undefined ? undefined : await userOf(world, lost.owner, lost.realms[0]);
  if (user === undefined) throw new Refusal({ code: "token-without-owner" });
  const ruling = rulingFor(world.store.settings(), { user, origin: order.who.origin });
  const secret = chooseSecret(world, order, { user, ruling });
  const passwordHash =
    secret.password === undefined ? undefined : await world.passwords.hash(secret.password);
  const fresh = {
    random: world.random(64),
    transactionId: transactionIdFrom(world),
    outside: nobodyOutside,
    target: undefined,
  };
  const materials = { vault: world.vault, passwordHash, activeTokens: 0, ...fresh };
  const serial = `lost${order.serial}` as Serial;
  const subject = { owners: [user.owner], serials: [order.serial as Serial, serial] };
  return await world.store.decide(subject, (state) =>
    reported(decideReplacement(state, { order, user, secret, serial, materials }), state, order.who.origin),
  );
}

interface ChosenSecret {
  readonly type: TokenType;
  readonly fields: Fields;
  readonly password: string | undefined;
}

/** Without an address to send to, a password it is. */
function chooseSecret(
  world: World,
  { type, address }: LostOrder,
  { user, ruling }: { readonly user: User; readonly ruling: Ruling },
): ChosenSecret {
  const { info } = user;
  const email = address ?? info["email"];
  const phone = address ?? info["mobile"] ?? info["phone"];
  if (type === "email" && email)
    return { type: typeOf(world, "email"), fields: fieldsOf({ email_address: email }), password: undefined };
  if (type === "sms" && phone)
    return { type: typeOf(world, "sms"), fields: fieldsOf({ phone }), password: undefined };
  const password = temporaryPassword(world, ruling);
  return { type: typeOf(world, "pw"), fields: fieldsOf({ otpkey: password }), password };
}

/** A policy that asks for no characters at all does not mean an empty password. */
function temporaryPassword(world: World, { enrollment }: Ruling): string {
  const length = enrollment.lostTokenPWLen > 0 ? Math.min(enrollment.lostTokenPWLen, 100) : 10;
  return randomText(alphabetOf(enrollment.lostTokenPWContents), length, world.random(bytesFor(length)));
}

function typeOf(world: World, name: string): TokenType {
  const type = world.types.get(name);
  if (type === undefined) throw new Refusal({ code: "unknown-token-type", type: name });
  return type;
}

interface Plan {
  readonly order: LostOrder;
  readonly user: User;
  readonly secret: ChosenSecret;
  readonly serial: Serial;
  readonly materials: Parameters<typeof decideEnroll>[2]["materials"];
}

function decideReplacement(state: State, plan: Plan): Decision<Replacement> {
  const { order, user, secret, serial, materials } = plan;
  const lost = state.tokens.find((token) => token.serial === order.serial);
  if (lost === undefined) throw new Refusal({ code: "unknown-token", serial: order.serial });
  if (!sameOwner(lost.owner, user.owner)) throw new Refusal({ code: "token-without-owner" });
  const deed = (of: string): string => `run the losttoken workflow for token ${of}`;
  onTokens(order.who, { action: "losttoken", deed })([lost], state);
  if (isRollout(lost) && isHimself(order.who, user))
    throw denied("You cannot issue a rollout token for yourself.");
  const earlier = state.tokens.find((token) => token.serial === serial);
  if (earlier !== undefined && !earlier.replacement) throw new Refusal({ code: "token-exists", serial });
  const { enrollment } = rulingFor(state.settings, { user, origin: order.who.origin });
  const validUntil = temporaryEnd(enrollment.lostTokenValid, order.who.origin.at);
  const draft = draftOf(lost, plan, validUntil);
  const without = { ...state, tokens: state.tokens.filter((token) => token !== earlier) };
  const enrolled = decideEnroll(without, draft, { rules: rulesFor(state, plan), materials });
  const removed: readonly Change[] = earlier === undefined ? [] : [{ kind: "token.delete", serial }];
  const disabled: Change = { kind: "token.update", serial: lost.serial, set: { active: false } };
  const { password, type } = secret;
  return {
    outcome: { serial, type: type.type, password, pinCopied: draft.pin !== undefined, validUntil },
    changes: [...removed, ...enrolled.changes, disabled],
    audit: auditEntry(order.who.origin, { ...enrolled.audit, actionDetail: `from ${lost.serial}` }),
  };
}

function draftOf(lost: Token, { order, secret, serial, user }: Plan, validUntil: number): Draft {
  return {
    origin: order.who.origin,
    by: "administrator",
    type: secret.type,
    fields: secret.fields,
    serials: [serial],
    serialGiven: true,
    user,
    paths: lost.paths,
    description: `temporary replacement for ${lost.serial}`.slice(0, 80),
    active: true,
    realms: lost.realms,
    pin: lost.type === "spass" ? undefined : { tag: lost.pin },
    replacement: true,
    validUntil,
  };
}

/** Whoever has lost a token is not refused a replacement because he has too many. */
function rulesFor(state: State, { order, user }: Plan): EnrollmentRules {
  return {
    ruling: rulingFor(state.settings, { user, origin: order.who.origin }),
    holder: user,
    authorize: () => [],
    limits: { all: undefined, ofType: undefined },
    limitOf: () => undefined,
    randomPin: undefined,
  };
}
