// The tables, as Kysely types. Times are milliseconds since 1970; truth values are 0 and 1, in both engines.

import type { Generated } from "kysely";
import type { Family } from "../core/settings.ts";

export interface TokenRow {
  readonly id: number;
  readonly serial: string;
  readonly type: string;
  /** Both null: nobody owns it. */
  readonly resolver: string | null;
  readonly uid: string | null;
  /** JSON list in the order in which they were set; `token_realm` is the index of it. */
  readonly realms: string;
  readonly description: string;
  /** As sealed by the vault. */
  readonly seed: Uint8Array | null;
  /** Password hash, sealed for the place `token/hash/<serial>`. */
  readonly hash: Uint8Array | null;
  readonly pin_salt: Uint8Array | null;
  readonly pin_tag: Uint8Array | null;
  /** As sealed by the vault. */
  readonly user_pin: Uint8Array | null;
  readonly otp_length: number;
  readonly counter: number;
  readonly counter_window: number;
  readonly sync_window: number;
  readonly fail_count: number;
  readonly fail_limit: number;
  readonly active: number;
  /** JSON list. */
  readonly paths: string;
  readonly valid_from: number | null;
  readonly valid_until: number | null;
  readonly attempts: number;
  readonly attempt_limit: number | null;
  readonly successes: number;
  readonly success_limit: number | null;
  readonly replacement: number;
  /** JSON object. */
  readonly info: string;
  readonly created_at: number;
  readonly last_attempt_at: number | null;
  readonly last_success_at: number | null;
}

export interface TokenTable extends Omit<TokenRow, "id"> {
  readonly id: Generated<number>;
}

/** Which tokens are in a realm, for filters and counts. */
export interface TokenRealmRow {
  readonly serial: string;
  readonly realm: string;
  /** 1 if the token counts against the realm's limit: it is active, and no rollout token. */
  readonly counted: number;
}

export interface ChallengeRow {
  readonly transaction_id: string;
  /** The part before the dot, by which a whole transaction is found. */
  readonly base: string;
  readonly serial: string;
  readonly message: string;
  readonly data: string;
  readonly opened_at: number;
  readonly expires_at: number;
  readonly status: "open" | "closed";
  readonly received: number;
  readonly answered: number;
  readonly valid: number;
}

export interface SessionRow {
  readonly id: string;
  readonly login: string;
  readonly realm: string;
  readonly resolver: string;
  readonly uid: string;
  readonly client: string;
  readonly state: "credentials_verified" | "challenge_triggered" | "authenticated";
  readonly data: string;
  readonly created_at: number;
  readonly expires_at: number;
}

export interface RevocationRow {
  readonly id: string;
  readonly expires_at: number;
}

export interface SettingTableRow {
  readonly family: Family;
  readonly name: string;
  readonly value: string;
}

export interface PersonRow {
  readonly directory: string;
  readonly uid: string;
  readonly login: string;
  /** Password hash, sealed for the place `person/password/<directory>/<uid>`; null: no login. */
  readonly password: Uint8Array | null;
  readonly phone: string;
  readonly mobile: string;
  readonly email: string;
  readonly surname: string;
  readonly givenname: string;
}

export interface ThrottleRow {
  readonly key: string;
  readonly failures: number;
  readonly at: number;
}

export interface AuditRow {
  readonly number: number;
  /** ISO 8601 with milliseconds, `2021-03-01T12:00:00.123+00:00`: it sorts, and it can be searched as text. */
  readonly at: string;
  readonly action: string;
  readonly success: number;
  readonly serial: string;
  readonly token_type: string;
  readonly user: string;
  readonly realm: string;
  readonly administrator: string;
  readonly action_detail: string;
  readonly info: string;
  readonly server: string;
  readonly client: string;
  readonly chain: Uint8Array;
}

/** One row: the end of the audit trail. */
export interface HeadRow {
  readonly id: number;
  readonly number: number;
  readonly chain: Uint8Array;
  readonly seal: Uint8Array;
}

export interface ReportRow {
  readonly id: number;
  readonly at: number;
  readonly event: string;
  readonly realm: string;
  readonly status: string;
  readonly count: number;
}

/** Rows that exist to be locked: people who have or may get tokens. */
export interface OwnerRow {
  readonly resolver: string;
  readonly uid: string;
}

export interface Schema {
  readonly token: TokenTable;
  readonly token_realm: TokenRealmRow;
  readonly challenge: ChallengeRow;
  readonly session: SessionRow;
  readonly revocation: RevocationRow;
  readonly setting: SettingTableRow;
  readonly person: PersonRow;
  readonly throttle: ThrottleRow;
  readonly report: Omit<ReportRow, "id"> & { readonly id: Generated<number> };
  readonly audit: AuditRow;
  readonly audit_head: HeadRow;
  readonly owner: OwnerRow;
  /** Rows that exist to be locked: realms whose tokens are counted. */
  readonly counted_realm: { readonly realm: string };
  /** `settings_version`, and `key_check`: what the keys must be to open this database. */
  readonly meta: { readonly key: string; readonly value: string };
}

export const auditColumns = [
  "number",
  "at",
  "action",
  "success",
  "serial",
  "token_type",
  "user",
  "realm",
  "administrator",
  "action_detail",
  "info",
  "server",
  "client",
  "chain",
] as const satisfies readonly (keyof AuditRow)[];
