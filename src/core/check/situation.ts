// The state under the lock, seen from one request: which tokens are candidates, and which policies hold.

import { type Circumstances, type Ruling, rule } from "../policy/rule.ts";
import type { Settings } from "../settings.ts";
import type { State } from "../store.ts";
import { sameOwner, type Token } from "../token.ts";
import type { User } from "../user.ts";
import type { CheckRequest, PinMode } from "./request.ts";

export interface Situation {
  readonly state: State;
  readonly ruling: Ruling;
  /** All tokens of the user, or of the holder of the named token. */
  readonly owned: readonly Token[];
  /** Those that this request is about. */
  readonly candidates: readonly Token[];
  readonly pinMode: PinMode;
  readonly pinFirst: boolean;
}

export function situationOf(state: State, request: CheckRequest): Situation {
  const owned = ownedBy(state.tokens, request.user ?? request.holder);
  const candidates = candidatesAmong(state.tokens, owned, request);
  const ruling = rule(state.settings.policies, circumstancesOf(request, state.settings, candidates));
  return {
    state,
    ruling,
    owned,
    candidates,
    pinMode: request.pinMode ?? pinModeOf(ruling),
    pinFirst: state.settings.config.get("PrependPin")?.value.toLowerCase() !== "false",
  };
}

function candidatesAmong(
  all: readonly Token[],
  owned: readonly Token[],
  request: CheckRequest,
): readonly Token[] {
  const { serials, user } = request;
  const reach = user === undefined ? all : owned;
  const named = serials === undefined ? owned : reach.filter((token) => serials.includes(token.serial));
  const type = request.tokenType?.toLowerCase();
  return type === undefined ? named : named.filter((token) => token.type === type);
}

function ownedBy(tokens: readonly Token[], user: User | undefined): readonly Token[] {
  return user === undefined ? [] : tokens.filter((token) => sameOwner(token.owner, user.owner));
}

/** Without a user the token's own realm counts, if it is a single one; with none, the default realm. */
function circumstancesOf(
  request: CheckRequest,
  settings: Settings,
  candidates: readonly Token[],
): Circumstances {
  const { user, origin } = request;
  const place = { client: origin.client, at: origin.at };
  if (user !== undefined) {
    return { ...place, user: policyUser(user), realm: user.realm };
  }
  const realms = candidates[0]?.realms ?? [];
  const fallback = request.addressed.realm || settings.config.get("DefaultRealm")?.value.toLowerCase();
  return { ...place, user: undefined, realm: realms.length === 1 ? realms[0] : fallback };
}

export function policyUser(user: User): NonNullable<Circumstances["user"]> {
  return { login: user.login, realm: user.realm, resolver: user.owner.resolver, info: user.info };
}

/** The rules for the owner of a token, when the request named only the token: purging is his affair. */
export function rulingFor(user: User, state: State, origin: CheckRequest["origin"]): Ruling {
  const at = { user: policyUser(user), realm: user.realm, client: origin.client, at: origin.at };
  return rule(state.settings.policies, at);
}

/**
 * The policy must name the person (deviation 1). Where only a token was named, that is its holder: a policy for somebody
 * else would fit a request that names nobody.
 */
export function letsRolloutTokensIn(
  { ruling, state }: Situation,
  { user, holder, origin }: CheckRequest,
): boolean {
  if (user !== undefined) return ruling.authentication.rollout_token_allow_validate;
  return holder !== undefined && rulingFor(holder, state, origin).authentication.rollout_token_allow_validate;
}

const modes: readonly PinMode[] = ["token_pin", "password", "only_otp", "ignore_pin"];

/** LinOTP accepts the number and the name. */
export function pinModeOf(ruling: Ruling): PinMode {
  const value = String(ruling.authentication.otppin ?? "");
  return modes.find((mode, index) => value === mode || value === String(index)) ?? "token_pin";
}
