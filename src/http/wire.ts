// A token as LinOTP's clients read it: the LinOtp.* row of contract 02 section 1.

import { isRollout } from "../core/rollout.ts";
import type { Settings } from "../core/settings.ts";
import type { Json, Token } from "../core/token.ts";
import type { TokenTypes } from "../core/token-type.ts";
import type { User } from "../core/user.ts";
import { httpDate, isoSeconds, shortDate } from "./dates.ts";
import { resolverId, resolverSpec } from "./wire-resolver.ts";

export type Row = { readonly [key: string]: unknown };

export interface Spelling {
  readonly types: TokenTypes;
  readonly settings: Settings;
}

/** Without `LinOtp.TokenInfo`, which is text in some places and an object in others. */
function baseRow(token: Token, info: unknown, { types, settings }: Spelling): Row {
  const resolver = token.owner === undefined ? undefined : settings.resolvers.get(token.owner.resolver);
  return {
    "LinOtp.TokenId": token.id === 0 ? "" : token.id,
    "LinOtp.TokenDesc": token.description,
    "LinOtp.TokenSerialnumber": token.serial,
    "LinOtp.TokenType": types.get(token.type)?.spelling ?? token.type,
    "LinOtp.TokenInfo": info,
    "LinOtp.IdResolver": resolver === undefined ? (token.owner?.resolver ?? "") : resolverId(resolver),
    "LinOtp.IdResClass": resolver === undefined ? (token.owner?.resolver ?? "") : resolverSpec(resolver),
    "LinOtp.Userid": token.owner?.uid ?? "",
    "LinOtp.OtpLen": token.otpLength,
    "LinOtp.MaxFail": token.failLimit,
    "LinOtp.Isactive": token.active,
    "LinOtp.FailCount": token.failCount,
    "LinOtp.Count": token.counter,
    "LinOtp.CountWindow": token.window,
    "LinOtp.SyncWindow": token.syncWindow,
    "LinOtp.CreationDate": httpDate(token.createdAt),
    "LinOtp.LastAuthSuccess": httpDate(token.lastSuccessAt),
    "LinOtp.LastAuthMatch": httpDate(token.lastAttemptAt),
    "LinOtp.RealmNames": token.realms,
  };
}

export interface AdminRowOptions extends Spelling {
  /** `json`: token info as an object, with ISO dates. */
  readonly infoFormat: "text" | "json";
  /** Extra `User.<field>` columns. */
  readonly userFields: readonly string[];
  /** The owner; undefined when there is none or he cannot be found. */
  readonly user: User | undefined;
}

/** A token alone, without its owner's name. */
export function tokenRow(token: Token, spelling: Spelling): Row {
  return baseRow(token, infoText(tokenInfo(token, shortDate)), spelling);
}

/** A row of admin/show. */
export function adminRow(token: Token, options: AdminRowOptions): Row {
  const info =
    options.infoFormat === "json" ? tokenInfo(token, isoSeconds) : infoText(tokenInfo(token, shortDate));
  return { ...baseRow(token, info, options), ...userColumns(token, options) };
}

function userColumns(token: Token, { user, userFields }: AdminRowOptions): Row {
  const missing = token.owner === undefined ? "" : "/:no user info:/";
  const info = user?.info ?? {};
  const extra = userFields.map((field) => [`User.${field}`, info[field] ?? ""] as const);
  return {
    ...Object.fromEntries(extra),
    "User.description": info["description"] ?? "",
    "User.userid": user?.owner.uid ?? missing,
    "User.username": user?.login ?? missing,
  };
}

/** A row of the portal's lists: token info is an object unless it is empty, and the state of an enrollment is told. */
export function portalRow(token: Token, spelling: Spelling): Row {
  const info = tokenInfo(token, shortDate);
  const shown = Object.keys(info).length === 0 ? "" : info;
  const status = spelling.types.get(token.type)?.enrollmentStatus?.(token) ?? { status: "completed" };
  return { ...baseRow(token, shown, spelling), Enrollment: { ...status } };
}

/**
 * A token to choose from during the login. Of a rollout token's info no more than the scope is told, by which a portal
 * knows to call it by its description (deviation 2).
 */
export function loginRow(token: Token, spelling: Spelling): Row {
  const row = portalRow(token, spelling);
  return isRollout(token) ? { ...row, "LinOtp.TokenInfo": { scope: { path: token.paths } } } : row;
}

/** What we keep there for ourselves: how far a clock may be followed, how often a scope was disregarded. */
const ownEntries: readonly string[] = ["drift", "outside_scope_count"];

/** Contract 02 section 2: everything LinOTP keeps in its token info, from wherever we keep it. */
export function tokenInfo(token: Token, date: (moment: number) => string): { readonly [key: string]: Json } {
  const { uses, validFrom, validUntil } = token;
  const entries: readonly (readonly [string, Json | undefined])[] = [
    ...Object.entries(token.info).filter(([name]) => !ownEntries.includes(name)),
    ["scope", token.paths.length === 0 ? undefined : { path: token.paths }],
    ["validity_period_start", validFrom === undefined ? undefined : date(validFrom)],
    ["validity_period_end", validUntil === undefined ? undefined : date(validUntil)],
    ["count_auth_success_max", uses.successLimit],
    ["count_auth_success", uses.successes === 0 ? undefined : uses.successes],
    ["count_auth", uses.attempts === 0 ? undefined : uses.attempts],
    ["count_auth_max", uses.attemptLimit],
  ];
  const present = entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(present);
}

/** JSON with a line feed after every comma and bracket, no indentation, ASCII only: `{\n"hashlib": "sha1"\n}`. */
export function infoText(info: { readonly [key: string]: Json }): string {
  if (Object.keys(info).length === 0) return "";
  return JSON.stringify(info, undefined, 1)
    .replace(/\n +/g, "\n")
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
