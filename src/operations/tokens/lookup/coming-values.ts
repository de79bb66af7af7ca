// The next OTPs of a token, for who has to work without it for a while (contract 07 section 6, 10 section 3). Nothing of it
// works unless the configuration says `linotpGetotp.active`, and policies say how many values may be listed.

import { type AuditEntry, auditEntry, type Origin } from "../../../core/audit.ts";
import { readFlag } from "../../../core/fields.ts";
import type { Ahead, ComingValues } from "../../../core/lifecycle/ahead.ts";
import type { Limit } from "../../../core/lifecycle/limits.ts";
import { type Ruling, rule } from "../../../core/policy/rule.ts";
import { Refusal, refuse } from "../../../core/problem.ts";
import type { Settings } from "../../../core/settings.ts";
import type { Token } from "../../../core/token.ts";
import { unsealed } from "../../../core/unsealed.ts";
import type { User } from "../../../core/user.ts";
import { type Administrator, denied, onTokens, rulingFor } from "../../rights.ts";
import type { World } from "../../world.ts";
import { aboutTokens } from "../manage.ts";
import { isOwn, type Person } from "../own-tokens.ts";
import { peopleOf } from "../people.ts";

export interface ListWanted {
  readonly serial: string;
  readonly count: number;
  /** When they are wanted for, in milliseconds since 1970. */
  readonly at: number;
}

export interface ListedValues extends ComingValues {
  readonly token: Token;
}

/** Nobody writes down more; every one is computed while others wait. */
const mostValues = 1000;

export function requireActive({ config }: Settings): void {
  const active = readFlag(config.get("linotpGetotp.active")?.value ?? "") === true;
  if (!active) throw new Refusal({ code: "otps-not-told" });
}

/** GET /gettoken/getmultiotp. Takes the right `getotp` and a limit in scope gettoken. */
export async function listValues(
  world: World,
  wanted: ListWanted,
  who: Administrator,
): Promise<ListedValues> {
  const settings = world.store.settings();
  requireActive(settings);
  const token = await world.store.token(wanted.serial);
  const deed = (serial: string) => `get the OTP values of token ${serial}`;
  onTokens(who, { action: "getotp", deed })(token === undefined ? [] : [token], { settings });
  if (token === undefined) throw new Refusal({ code: "unknown-token", serial: wanted.serial });
  const list = listOf(world, token);
  const limit = limitFor(settings, who, { token, list });
  return await computed(world, token, { wanted, list, limit, origin: who.origin, note: {} });
}

/** GET /userservice/getmultiotp. One's own rollout token counts as somebody else's: people do not see it. */
export async function listOwnValues(world: World, wanted: ListWanted, person: Person): Promise<ListedValues> {
  const settings = world.store.settings();
  requireActive(settings);
  const { selfservice } = rulingFor(settings, person);
  const limits = [selfservice.max_count_dpw, selfservice.max_count_hotp, selfservice.max_count_totp];
  if (!limits.some(allows)) throw denied("The policy settings do not allow you to issue this request!");
  const token = await world.store.token(wanted.serial);
  if (token === undefined) throw new Refusal({ code: "unknown-token", serial: wanted.serial });
  if (!isOwn(token, person)) throw new Refusal({ code: "not-owner" });
  const list = listOf(world, token);
  const limit = selfservice[`max_count_${list.limit}`];
  if (!allows(limit)) throw denied("The policy settings do not allow you to issue this request!");
  const { login, realm } = person.user;
  return await computed(world, token, {
    wanted,
    list,
    limit,
    origin: person.origin,
    note: { user: login, realm },
  });
}

export type OneValue =
  | { readonly kind: "value"; readonly otp: string }
  /** `description`: LinOTP's sentence. */
  | { readonly kind: "none"; readonly description: string; readonly serials?: readonly string[] };

/** GET /gettoken/getotp: one value; a limit in scope gettoken suffices, as in LinOTP. */
export async function oneValue(
  world: World,
  target: { readonly serial: string } | { readonly user: User } | undefined,
  { at, who }: { readonly at: number; readonly who: Administrator },
): Promise<OneValue> {
  const settings = world.store.settings();
  requireActive(settings);
  const meant = await tokenMeant(world, target, who);
  if ("kind" in meant) return await noted(world, meant, who);
  const list = world.types.get(meant.type)?.ahead?.list;
  if (list === undefined) {
    return await noted(world, none("This Token does not support the getOtp function"), who);
  }
  limitFor(settings, who, { token: meant, list });
  const wanted = { serial: meant.serial, count: 1, at };
  const { values } = await computed(world, meant, { wanted, list, limit: 1, origin: who.origin, note: {} });
  return { kind: "value", otp: values[0]?.otp ?? "" };
}

function none(description: string, serials?: readonly string[]): Extract<OneValue, { kind: "none" }> {
  return { kind: "none", description, ...(serials === undefined ? {} : { serials }) };
}

async function noted(world: World, answer: OneValue, { origin }: Administrator): Promise<OneValue> {
  const info = answer.kind === "none" ? answer.description : "";
  await world.store.record(auditEntry(origin, { info }));
  return answer;
}

async function tokenMeant(
  world: World,
  target: { readonly serial: string } | { readonly user: User } | undefined,
  who: Administrator,
): Promise<Token | Extract<OneValue, { kind: "none" }>> {
  if (target === undefined) return none("You need to provide a user or a serial");
  if ("serial" in target) {
    return (await world.store.token(target.serial)) ?? none("No Token with this serial number");
  }
  const [token, ...others] = await world.store.tokensOf(target.user.owner);
  if (token === undefined) return none("No Token found for this user");
  if (others.length === 0) return token;
  const settings = world.store.settings();
  const his = [token, ...others].filter(
    (each) => largestLimit(settings, who, { token: each, list: world.types.get(each.type)?.ahead?.list }) > 0,
  );
  // Only what he could ask for by serial: nobody learns here what somebody owns.
  return none(
    "The user has more than one token",
    his.map(({ serial }) => serial),
  );
}

type List = NonNullable<Ahead["list"]>;

function listOf(world: World, { type }: Token): List {
  const list = world.types.get(type)?.ahead?.list;
  if (list === undefined) throw refuse("This Token does not support the getOtp function");
  return list;
}

function allows(limit: Limit): boolean {
  return limit !== undefined && limit > 0;
}

interface Listable {
  readonly token: Token;
  readonly list: List | undefined;
}

function limitFor(settings: Settings, who: Administrator, listable: Listable): number {
  const limit = largestLimit(settings, who, listable);
  if (limit > 0) return limit;
  const { serial } = listable.token;
  throw refuse(`The policy forbids receiving OTP values for the token ${serial} in this realm`);
}

/** What policies for this administrator allow in any realm of the token. */
function largestLimit(settings: Settings, who: Administrator, { token, list }: Listable): number {
  if (list === undefined) return 0;
  const name = `max_count_${list.limit}` as const;
  return Math.max(
    0,
    ...token.realms.map((realm) => gettokenRuling(settings, who, realm).gettoken[name] ?? 0),
  );
}

function gettokenRuling(settings: Settings, { admin, origin }: Administrator, realm: string): Ruling {
  const user = { ...admin, info: {} };
  return rule(settings.policies, { user, realm, client: origin.client, at: origin.at });
}

interface Listing {
  readonly wanted: ListWanted;
  readonly list: List;
  readonly limit: Limit;
  readonly origin: Origin;
  readonly note: Partial<AuditEntry>;
}

/** Nothing is spent: every value that is listed can still be used. That somebody has seen it is in the audit trail. */
async function computed(
  world: World,
  token: Token,
  { wanted, list, limit, origin, note }: Listing,
): Promise<ListedValues> {
  const { seed } = unsealed(token, world.vault);
  const count = Math.min(wanted.count, limit ?? 0, mostValues);
  const coming =
    seed === undefined ? { values: [], detail: {} } : list.coming(token, { seed, now: wanted.at, count });
  const about = aboutTokens(world, [token], await peopleOf(world, [token]));
  const actionDetail = `${coming.values.length} values`;
  await world.store.record(
    auditEntry(origin, { success: coming.values.length > 0, ...about, actionDetail, ...note }),
  );
  return { token, ...coming };
}
