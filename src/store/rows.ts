// Between the rows of the tables and the things of the rules.

import type { AuditEntry } from "../core/audit.ts";
import { baseOf, type Challenge } from "../core/challenge.ts";
import type { DirectoryPerson } from "../core/change.ts";
import type { Session } from "../core/session.ts";
import type { Json, Path, PinTag, Secret, Serial, Token, TokenUpdate } from "../core/token.ts";
import type { Vault } from "../core/vault.ts";
import type { AuditRow, ChallengeRow, PersonRow, SessionRow, TokenRow } from "./schema.ts";

type TokenColumns = Omit<TokenRow, "id">;
type Columns = Partial<TokenColumns>;

/** Which columns a changed field means. The type asks for every field. */
const columnsOf: { readonly [Field in keyof TokenUpdate]-?: (token: Token, vault: Vault) => Columns } = {
  type: (token) => ({ type: token.type }),
  owner: ({ owner }) => ({ resolver: owner?.resolver ?? null, uid: owner?.uid ?? null }),
  realms: (token) => ({ realms: JSON.stringify(token.realms) }),
  description: (token) => ({ description: token.description }),
  secret: secretColumns,
  pin: ({ pin }) => ({ pin_salt: pin?.salt ?? null, pin_tag: pin?.tag ?? null }),
  userPin: ({ userPin }) => ({ user_pin: userPin ?? null }),
  otpLength: (token) => ({ otp_length: token.otpLength }),
  counter: (token) => ({ counter: token.counter }),
  window: (token) => ({ counter_window: token.window }),
  syncWindow: (token) => ({ sync_window: token.syncWindow }),
  failCount: (token) => ({ fail_count: token.failCount }),
  failLimit: (token) => ({ fail_limit: token.failLimit }),
  active: (token) => ({ active: Number(token.active) }),
  paths: (token) => ({ paths: JSON.stringify(token.paths) }),
  validFrom: (token) => ({ valid_from: token.validFrom ?? null }),
  validUntil: (token) => ({ valid_until: token.validUntil ?? null }),
  uses: ({ uses }) => ({
    attempts: uses.attempts,
    attempt_limit: uses.attemptLimit ?? null,
    successes: uses.successes,
    success_limit: uses.successLimit ?? null,
  }),
  replacement: (token) => ({ replacement: Number(token.replacement) }),
  info: (token) => ({ info: JSON.stringify(token.info) }),
  lastAttemptAt: (token) => ({ last_attempt_at: token.lastAttemptAt ?? null }),
  lastSuccessAt: (token) => ({ last_success_at: token.lastSuccessAt ?? null }),
};

export type Field = keyof TokenUpdate;

const fields = Object.keys(columnsOf) as Field[];

export function columnsFor(token: Token, changed: Iterable<Field>, vault: Vault): Columns {
  const columns: Columns = {};
  for (const field of changed) Object.assign(columns, columnsOf[field](token, vault));
  return columns;
}

export function tokenColumns(token: Token, vault: Vault): TokenColumns {
  const rest = columnsFor(token, fields, vault) as Omit<TokenColumns, "serial" | "created_at">;
  return { serial: token.serial, created_at: token.createdAt, ...rest };
}

export function tokenFrom(row: TokenRow, vault: Vault): Token {
  return {
    id: row.id,
    serial: row.serial as Serial,
    type: row.type,
    owner: row.resolver === null || row.uid === null ? undefined : { resolver: row.resolver, uid: row.uid },
    realms: list<string>(row.realms),
    description: row.description,
    secret: secretFrom(row, vault),
    pin: pinFrom(row),
    userPin: row.user_pin === null ? undefined : bytes(row.user_pin),
    otpLength: row.otp_length,
    counter: row.counter,
    window: row.counter_window,
    syncWindow: row.sync_window,
    failCount: row.fail_count,
    failLimit: row.fail_limit,
    active: row.active === 1,
    paths: list<Path>(row.paths),
    validFrom: row.valid_from ?? undefined,
    validUntil: row.valid_until ?? undefined,
    uses: {
      attempts: row.attempts,
      attemptLimit: row.attempt_limit ?? undefined,
      successes: row.successes,
      successLimit: row.success_limit ?? undefined,
    },
    replacement: row.replacement === 1,
    info: object(row.info),
    createdAt: row.created_at,
    lastAttemptAt: row.last_attempt_at ?? undefined,
    lastSuccessAt: row.last_success_at ?? undefined,
  };
}

function pinFrom(row: TokenRow): PinTag | undefined {
  return row.pin_salt === null || row.pin_tag === null
    ? undefined
    : { salt: bytes(row.pin_salt), tag: bytes(row.pin_tag) };
}

const hashPlace = (serial: string): string => `token/hash/${serial}`;

function secretColumns({ serial, secret }: Token, vault: Vault): Columns {
  if (secret === undefined) return { seed: null, hash: null };
  if (secret.kind === "sealed") return { seed: secret.bytes, hash: null };
  return { seed: null, hash: vault.seal(Buffer.from(secret.text), hashPlace(serial)) };
}

function secretFrom(row: TokenRow, vault: Vault): Secret | undefined {
  if (row.hash !== null) return { kind: "hash", text: opened(vault, row.hash, hashPlace(row.serial)) };
  return row.seed === null ? undefined : { kind: "sealed", bytes: bytes(row.seed) };
}

/**
 * A sealed hash that does not open (changed or moved by somebody who writes to the database) is a hash that nothing
 * matches. Throwing here would make the row unreadable even to the administrator who wants to remove it.
 */
function opened(vault: Vault, sealed: Uint8Array, place: string): string {
  try {
    return Buffer.from(vault.open(sealed, place)).toString();
  } catch {
    return "";
  }
}

export function challengeRow(challenge: Challenge): ChallengeRow {
  return {
    transaction_id: challenge.transactionId,
    base: baseOf(challenge.transactionId),
    serial: challenge.serial,
    message: challenge.message,
    data: JSON.stringify(challenge.data),
    opened_at: challenge.openedAt,
    expires_at: challenge.expiresAt,
    status: challenge.status,
    received: challenge.received,
    answered: Number(challenge.answered),
    valid: Number(challenge.valid),
  };
}

export function challengeFrom(row: ChallengeRow): Challenge {
  return {
    transactionId: row.transaction_id,
    serial: row.serial as Serial,
    message: row.message,
    data: object(row.data),
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    status: row.status,
    received: row.received,
    answered: row.answered === 1,
    valid: row.valid === 1,
  };
}

export function sessionRow(session: Session): SessionRow {
  return {
    id: session.id,
    login: session.login,
    realm: session.realm,
    resolver: session.owner.resolver,
    uid: session.owner.uid,
    client: session.client,
    state: session.state,
    data: JSON.stringify(session.data),
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  };
}

export function sessionFrom(row: SessionRow): Session {
  return {
    id: row.id,
    login: row.login,
    realm: row.realm,
    owner: { resolver: row.resolver, uid: row.uid },
    client: row.client,
    state: row.state,
    data: object(row.data),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

const passwordPlace = (directory: string, uid: string): string => `person/password/${directory}/${uid}`;

export function personRow(directory: string, person: DirectoryPerson, vault: Vault): PersonRow {
  const { password, ...rest } = person;
  const place = passwordPlace(directory, person.uid);
  return { ...rest, directory, password: password === "" ? null : vault.seal(Buffer.from(password), place) };
}

export function personFrom(row: PersonRow, vault: Vault): DirectoryPerson {
  const place = passwordPlace(row.directory, row.uid);
  return {
    uid: row.uid,
    login: row.login,
    password: row.password === null ? "" : opened(vault, row.password, place),
    phone: row.phone,
    mobile: row.mobile,
    email: row.email,
    surname: row.surname,
    givenname: row.givenname,
  };
}

export function entryFrom(row: AuditRow): AuditEntry {
  return {
    at: Date.parse(row.at),
    action: row.action,
    client: row.client,
    administrator: row.administrator,
    success: row.success === 1,
    serial: row.serial,
    tokenType: row.token_type,
    user: row.user,
    realm: row.realm,
    actionDetail: row.action_detail,
    info: row.info,
  };
}

function list<Item extends string>(text: string): readonly Item[] {
  return text === "[]" ? [] : JSON.parse(text);
}

function object(text: string): { readonly [key: string]: Json } {
  return text === "{}" ? {} : JSON.parse(text);
}

/** PostgreSQL's driver gives slices of its buffers, which would keep those alive, and are no plain arrays. */
function bytes(value: Uint8Array): Uint8Array {
  return Buffer.isBuffer(value) ? new Uint8Array(value) : value;
}
