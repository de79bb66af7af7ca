// A token as the REST door spells it (contract 10 section 9).

import type { ResolverSettings, Settings } from "../../core/settings.ts";
import type { Json, Token } from "../../core/token.ts";
import type { TokenTypes } from "../../core/token-type.ts";
import type { User } from "../../core/user.ts";
import { isoSeconds } from "../dates.ts";
import { tokenInfo } from "../wire.ts";
import { resolverId } from "../wire-resolver.ts";

export interface TokenSpelling {
  readonly types: TokenTypes;
  readonly settings: Settings;
  /** The owner; undefined when there is none or he cannot be found. */
  readonly user: User | undefined;
}

type Row = { readonly [key: string]: unknown };

export function tokenObject(token: Token, spelling: TokenSpelling): Row {
  const info = tokenInfo(token, moment);
  return {
    id: token.id,
    description: token.description,
    serial: token.serial,
    type: (spelling.types.get(token.type)?.spelling ?? token.type).toLowerCase(),
    creationDate: optionalMoment(token.createdAt),
    isActive: token.active,
    realms: token.realms,
    tokenConfiguration: configurationOf(token, info),
    userInfo: userInfoOf(token, spelling),
    usageData: usageOf(token, info),
    validityPeriod: {
      validityStart: info["validity_period_start"] ?? null,
      validityEnd: info["validity_period_end"] ?? null,
    },
  };
}

type Info = { readonly [key: string]: Json };

/** Values of the token info keep the type in which they are stored. */
function configurationOf(token: Token, info: Info): Row {
  return {
    hashLib: info["hashlib"] ?? null,
    timeWindow: info["timeWindow"] ?? null,
    timeShift: info["timeShift"] ?? null,
    timeStep: info["timeStep"] ?? null,
    countWindow: token.window,
    syncWindow: token.syncWindow,
    otpLength: token.otpLength,
    otpCounter: token.counter,
  };
}

function usageOf(token: Token, info: Info): Row {
  return {
    loginAttempts: info["count_auth"] ?? null,
    maxLoginAttempts: info["count_auth_max"] ?? null,
    successfulLoginAttempts: info["count_auth_success"] ?? null,
    maxSuccessfulLoginAttempts: info["count_auth_success_max"] ?? null,
    lastSuccessfulLoginAttempt: optionalMoment(token.lastSuccessAt),
    failedLoginAttempts: token.failCount,
    maxFailedLoginAttempts: token.failLimit,
    lastAuthenticationMatch: optionalMoment(token.lastAttemptAt),
  };
}

const unknown = "/:no user info:/";

function userInfoOf({ owner }: Token, { settings, user }: TokenSpelling): Row | null {
  if (owner === undefined) return null;
  return {
    userId: user?.owner.uid ?? unknown,
    username: user?.login ?? unknown,
    userDescription: user?.info["description"] ?? "",
    idResolverInfo: resolverNames(settings.resolvers.get(owner.resolver), owner.resolver),
  };
}

/** The last and the first part of what LinOTP stores beside the owner; for passwd resolvers that is a file's path. */
function resolverNames(resolver: ResolverSettings | undefined, name: string): Row {
  if (resolver === undefined) return { resolverName: name, resolverClass: "" };
  const id = resolverId(resolver);
  if (resolver.type === "passwdresolver") return { resolverName: id, resolverClass: id };
  return { resolverName: resolver.name, resolverClass: id.split(".")[0] ?? "" };
}

/** `2021-01-31T12:00:00+00:00`. */
function moment(at: number): string {
  return `${isoSeconds(at)}+00:00`;
}

function optionalMoment(at: number | undefined): string | null {
  return at === undefined ? null : moment(at);
}
