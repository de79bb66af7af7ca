// The audit trail as a hash chain: every record's seal covers its predecessor's, and the head's seal covers the end.

import type { AuditEntry } from "../core/audit.ts";
import type { Vault } from "../core/vault.ts";
import type { AuditRow } from "./schema.ts";

/** Where the trail ends: without it, nobody would notice that the newest records were cut off. */
export interface Head {
  readonly number: number;
  readonly chain: Uint8Array;
}

/** Before the first record. */
export const genesis: Head = { number: 0, chain: new Uint8Array(32) };

/** Column lengths of contract 12, in characters; longer values lose their end to a `…`. A serial is never cut. */
const lengths = { action: 30, serial: 40, tokenType: 40, name: 255, text: 512, host: 80 };

type Unchained = Omit<AuditRow, "chain">;

/** One record for each serial of each entry, following `head`. */
export function continueChain(
  head: Head,
  entries: readonly AuditEntry[],
  by: { readonly vault: Vault; readonly server: string },
): { readonly rows: readonly AuditRow[]; readonly head: Head } {
  const rows: AuditRow[] = [];
  let { number, chain } = head;
  for (const entry of entries) {
    for (const serial of entry.serial.split(",")) {
      number += 1;
      const row = unchained(entry, { number, serial: serial.trim(), server: by.server });
      chain = link(by.vault, chain, row);
      rows.push({ ...row, chain });
    }
  }
  return { rows, head: { number, chain } };
}

function unchained(
  entry: AuditEntry,
  record: { readonly number: number; readonly serial: string; readonly server: string },
): Unchained {
  return {
    number: record.number,
    at: isoText(entry.at),
    action: fit(entry.action, lengths.action),
    success: Number(entry.success),
    serial: fit(record.serial, lengths.serial),
    token_type: fit(entry.tokenType, lengths.tokenType),
    user: fit(entry.user, lengths.name),
    realm: fit(entry.realm, lengths.name),
    administrator: fit(entry.administrator, lengths.name),
    action_detail: fit(entry.actionDetail, lengths.text),
    info: fit(entry.info, lengths.text),
    server: fit(record.server, lengths.host),
    client: fit(entry.client, lengths.host),
  };
}

/** The seal of a record, given that of its predecessor. Every field counts, its place in the trail among them. */
export function link(vault: Vault, previous: Uint8Array, row: Unchained): Uint8Array {
  const text = JSON.stringify([
    row.number,
    row.at,
    row.action,
    row.success,
    row.serial,
    row.token_type,
    row.user,
    row.realm,
    row.administrator,
    row.action_detail,
    row.info,
    row.server,
    row.client,
  ]);
  const bytes = Buffer.allocUnsafe(previous.length + Buffer.byteLength(text));
  bytes.set(previous);
  bytes.write(text, previous.length);
  return vault.mac("audit", bytes);
}

/** A record's bytes begin with 32 bytes of chain and are longer than this, so neither can pass for the other. */
export function headSeal(vault: Vault, head: Head): Uint8Array {
  return vault.mac("audit", Buffer.concat([Buffer.from(`head ${head.number} `), head.chain]));
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

export function isoText(at: number): string {
  return new Date(at).toISOString().replace("Z", "+00:00");
}

/** What every engine can keep and give back unchanged: NUL and halves of surrogate pairs are replaced. */
function fit(text: string, length: number): string {
  const kept = text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
  if (kept.length <= length) return kept.toWellFormed();
  const characters = [...kept.slice(0, 2 * length + 2)];
  const fitting = characters.length <= length ? kept : `${characters.slice(0, length - 1).join("")}…`;
  return fitting.toWellFormed();
}
