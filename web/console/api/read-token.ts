// A token as administrators see it: a row of /admin/show with `tokeninfo_format=json`.

import { readFlag, readList, readNumber, readRecord, readText, readTexts } from "../../shared/api/read.ts";
import { type KindFacts, type Progress, readKindFacts, readProgress } from "./read-token-kind.ts";

export type Token = {
  readonly serial: string;
  /** In lower case: hmac, totp, pw, sms, email, yubikey, … */
  readonly type: string;
  readonly description: string;
  readonly active: boolean;
  /** The doors it is confined to; none: it opens all of them. */
  readonly paths: readonly string[];
  /** Login; "" for nobody. */
  readonly owner: string;
  /** It has an owner whom no directory knows any more. */
  readonly ownerLost: boolean;
  readonly realms: readonly string[];
  readonly failCount: number;
  readonly failLimit: number;
  readonly counter: number;
  readonly window: number;
  readonly otpLength: number;
  readonly attempts: number;
  readonly attemptLimit: number | undefined;
  readonly successes: number;
  readonly successLimit: number | undefined;
  /** ISO 8601, or "". */
  readonly validFrom: string;
  readonly validUntil: string;
  readonly created: string;
  readonly lastSuccess: string;
  /** Phone number or e-mail address that codes are sent to. */
  readonly address: string;
  readonly progress: Progress;
  readonly facts: KindFacts;
};

export type TokenPage = {
  readonly tokens: readonly Token[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
};

const lostOwner = "/:no user info:/";

export function readTokenPage(value: unknown): TokenPage {
  const { resultset, data } = readRecord(value);
  const counts = readRecord(resultset);
  return {
    tokens: readList(data).map(readToken),
    page: readNumber(counts.page) ?? 1,
    pages: Math.max(1, readNumber(counts.pages) ?? 1),
    total: readNumber(counts.tokens) ?? 0,
  };
}

export function readToken(value: unknown): Token {
  const row = readRecord(value);
  const of = (name: string) => row[`LinOtp.${name}`];
  const info = readRecord(of("TokenInfo"));
  const owner = readText(row["User.username"]);
  const type = readText(of("TokenType")).toLowerCase();
  return {
    serial: readText(of("TokenSerialnumber")),
    type,
    description: readText(of("TokenDesc")),
    active: readFlag(of("Isactive")),
    paths: readTexts(readRecord(info.scope).path),
    owner: owner === lostOwner ? "" : owner,
    ownerLost: owner === lostOwner,
    realms: readTexts(of("RealmNames")),
    failCount: readNumber(of("FailCount")) ?? 0,
    failLimit: readNumber(of("MaxFail")) ?? 0,
    counter: readNumber(of("Count")) ?? 0,
    window: readNumber(of("CountWindow")) ?? 0,
    otpLength: readNumber(of("OtpLen")) ?? 0,
    ...readUses(info),
    validFrom: readText(info.validity_period_start),
    validUntil: readText(info.validity_period_end),
    created: readText(of("CreationDate")),
    lastSuccess: readText(of("LastAuthSuccess")),
    address: readText(info.phone) || readText(info.email_address),
    progress: readProgress(type, info),
    facts: readKindFacts(info),
  };
}

function readUses(info: Readonly<Record<string, unknown>>) {
  return {
    attempts: readNumber(info.count_auth) ?? 0,
    attemptLimit: positive(readNumber(info.count_auth_max)),
    successes: readNumber(info.count_auth_success) ?? 0,
    successLimit: positive(readNumber(info.count_auth_success_max)),
  };
}

/** 0 and less count nothing against anybody. */
function positive(limit: number | undefined): number | undefined {
  return limit !== undefined && limit > 0 ? limit : undefined;
}
