// A token as its owner sees it, read from a row of `usertokenlist` or of the login's `tokenList`.

import { readFlag, readList, readNumber, readRecord, readText } from "../../shared/api/read.ts";

export type Token = {
  readonly serial: string;
  /** In lower case: hmac, totp, pw, sms, email, yubikey, … */
  readonly type: string;
  readonly description: string;
  readonly active: boolean;
  /** Confined to certain doors: the rollout token that let its owner in for the first time. */
  readonly rollout: boolean;
  /** Too many wrong codes in a row. */
  readonly locked: boolean;
  readonly failCount: number;
  /** A code of it was accepted at least once. */
  readonly used: boolean;
  /** Empty when complete; otherwise the state that an enrollment got stuck in. */
  readonly unfinished: string;
  /** Where its codes are sent, for sms and email. */
  readonly address: string;
};

export function readTokens(value: unknown): readonly Token[] {
  return readList(value)
    .map(readToken)
    .filter((token) => token.serial !== "");
}

export function readToken(value: unknown): Token {
  const row = readRecord(value);
  const info = readRecord(row["LinOtp.TokenInfo"]);
  const failCount = readNumber(row["LinOtp.FailCount"]) ?? 0;
  const failLimit = readNumber(row["LinOtp.MaxFail"]) ?? 0;
  return {
    serial: readText(row["LinOtp.TokenSerialnumber"]),
    type: readText(row["LinOtp.TokenType"]).toLowerCase(),
    description: readText(row["LinOtp.TokenDesc"]),
    active: readFlag(row["LinOtp.Isactive"]),
    rollout: readList(readRecord(info.scope).path).length > 0,
    locked: failLimit > 0 && failCount >= failLimit,
    failCount,
    used: (readNumber(row["LinOtp.Count"]) ?? 0) > 0 || readText(row["LinOtp.LastAuthSuccess"]) !== "",
    unfinished: unfinishedState(readRecord(row.Enrollment)),
    address: readText(info.phone) || readText(info.email_address),
  };
}

function unfinishedState(enrollment: Readonly<Record<string, unknown>>): string {
  const status = readText(enrollment.status);
  return status === "" || status === "completed" ? "" : readText(enrollment.detail) || status;
}

/** Types whose codes come from a seed: whether it arrived is known only after a first accepted code. */
const seedTypes: readonly string[] = ["hmac", "totp"];

/** Enrolled, but nobody has shown yet that it works. */
export function isUnproven(token: Token): boolean {
  return seedTypes.includes(token.type) && !token.used && !token.rollout;
}
