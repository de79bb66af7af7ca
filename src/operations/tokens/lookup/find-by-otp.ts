// Which token shows this OTP (contract 05 section 2, 07 section 1). Whoever asks has seen the value, so it is spent where the
// token counts its values: asking again finds nothing, and nobody logs in with what was read out on the telephone.

import { setImmediate } from "node:timers/promises";
import { type AuditEntry, auditEntry, type Origin } from "../../../core/audit.ts";
import type { Change, Decision } from "../../../core/change.ts";
import { readFlag } from "../../../core/fields.ts";
import { adminRealms } from "../../../core/policy/rights.ts";
import { Refusal } from "../../../core/problem.ts";
import { isRollout } from "../../../core/rollout.ts";
import type { Settings } from "../../../core/settings.ts";
import type { State, TokenQuery } from "../../../core/store.ts";
import type { Serial, Token, TokenUpdate } from "../../../core/token.ts";
import { unsealed } from "../../../core/unsealed.ts";
import type { User } from "../../../core/user.ts";
import {
  type Administrator,
  denied,
  mayAdministrate,
  nobodyNamed,
  requirePortalRight,
  rulingFor,
} from "../../rights.ts";
import type { World } from "../../world.ts";
import { aboutTokens } from "../manage.ts";
import type { Person } from "../own-tokens.ts";
import { peopleOf } from "../people.ts";

export interface FoundToken {
  readonly token: Token;
  readonly user: User | undefined;
}

/** LinOTP's window for this search, in values. */
const searchWindow = 10;

/** Tokens that are looked at before others get a turn. */
const atOnce = 500;

export interface AdminSearch {
  readonly otp: string;
  /** Lower case. */
  readonly type: string | undefined;
  /** Lower case. Undefined: every realm in which the administrator may ask. */
  readonly realm: string | undefined;
  readonly assigned: boolean | undefined;
}

/** GET /admin/getSerialByOtp. Throws when several tokens show it. */
export async function findByOtp(
  world: World,
  search: AdminSearch,
  who: Administrator,
): Promise<FoundToken | undefined> {
  const { otp, type, realm, assigned } = search;
  const realms = searchedRealms(world.store.settings(), who, realm);
  const query: TokenQuery = {
    ...(type === undefined ? {} : { type }),
    ...(assigned === undefined ? {} : { unassigned: !assigned }),
    ...(realms === "any" ? {} : { realms }),
  };
  return await find(world, otp, {
    origin: who.origin,
    query,
    fits(token, { settings }) {
      const now = searchedRealms(settings, who, realm);
      return now === "any" || token.realms.some((name) => now.includes(name));
    },
    note: {},
  });
}

function searchedRealms(
  settings: Settings,
  who: Administrator,
  realm: string | undefined,
): readonly string[] | "any" {
  const target = realm === undefined ? nobodyNamed(settings) : { userRealm: realm };
  if (!mayAdministrate(settings, who, { action: "getserial", target })) {
    throw denied("You do not have the administrative right to get serials by OTPs in this realm!");
  }
  if (realm !== undefined) return [realm];
  return adminRealms(settings.policies, who.admin, "getserial", who.origin.at);
}

/** GET /userservice/getSerialByOtp: among tokens of his realm that nobody has. */
export async function findOwnByOtp(
  world: World,
  search: { readonly otp: string; readonly type: string | undefined },
  person: Person,
): Promise<FoundToken | undefined> {
  const { otp, type } = search;
  const { login, realm } = person.user;
  mayAsk(world.store.settings(), person);
  return await find(world, otp, {
    origin: person.origin,
    query: { ...(type === undefined ? {} : { type }), realms: [realm], unassigned: true, rollout: false },
    fits(token, { settings }) {
      mayAsk(settings, person);
      return token.owner === undefined && token.realms.includes(realm) && !isRollout(token);
    },
    note: { user: login, realm },
  });
}

/** The sentence is LinOTP's for this right alone. */
function mayAsk(settings: Settings, person: Person): void {
  const { selfservice } = rulingFor(settings, person);
  requirePortalRight(
    selfservice.getserial,
    "The policy settings do not allow you to request a serial by OTP!",
  );
}

interface Search {
  readonly origin: Origin;
  readonly query: TokenQuery;
  /** Asked again under the lock. Throws when the caller may not ask at all. */
  readonly fits: (token: Token, state: State) => boolean;
  readonly note: Partial<AuditEntry>;
}

/** A look at all of them without a lock, then at those that show it under theirs. */
async function find(world: World, otp: string, search: Search): Promise<FoundToken | undefined> {
  const candidates = await showing(world, otp, search);
  const people = await peopleOf(world, candidates);
  const serials = candidates.map(({ serial }) => serial);
  return await world.store.decide({ serials }, (state): Decision<FoundToken | undefined> => {
    const hits = state.tokens.flatMap((token) => {
      const cost = search.fits(token, state) ? recognised(world, token, otp) : undefined;
      return cost === undefined ? [] : [{ token, cost }];
    });
    if (hits.length > 1) throw new Refusal({ code: "several-tokens" });
    const [hit] = hits;
    const about = hit === undefined ? {} : aboutTokens(world, [hit.token], people);
    return {
      outcome: hit === undefined ? undefined : { token: hit.token, user: people(hit.token.owner) },
      changes: hit === undefined ? [] : spending(hit.token.serial, hit.cost, state.settings),
      audit: auditEntry(search.origin, { success: true, ...about, ...search.note }),
    };
  });
}

async function showing(world: World, otp: string, { query }: Search): Promise<readonly Token[]> {
  const found: Token[] = [];
  for (let afterId = 0; ; ) {
    const { rows } = await world.store.tokens({ ...query, afterId, limit: atOnce });
    found.push(...rows.filter((token) => recognised(world, token, otp) !== undefined));
    if (rows.length < atOnce) return found;
    afterId = rows.at(-1)?.id ?? afterId;
    await setImmediate();
  }
}

function recognised(world: World, token: Token, otp: string): TokenUpdate | undefined {
  const ahead = world.types.get(token.type)?.ahead;
  const seed = ahead === undefined ? undefined : unsealed(token, world.vault).seed;
  if (ahead === undefined || seed === undefined) return undefined;
  return ahead.recognise(token, otp, { seed, now: world.now(), window: searchWindow });
}

/** A right OTP also forgives failures, if the setting says so (contract 02 section 6). */
function spending(serial: Serial, cost: TokenUpdate, settings: Settings): readonly Change[] {
  if (Object.keys(cost).length === 0) return [];
  const forgives = readFlag(settings.config.get("DefaultResetFailCount")?.value ?? "true") !== false;
  return [{ kind: "token.update", serial, set: forgives ? { ...cost, failCount: 0 } : cost }];
}
