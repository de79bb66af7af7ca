// The settings as this process knows them: rows, and the snapshot that was compiled from them.

import type { SettingRow, Settings } from "../core/settings.ts";
import type { SettingTableRow } from "./schema.ts";

export type Snapshot = (version: number, rows: readonly SettingRow[]) => Settings;

export interface Held {
  readonly version: number;
  /** By family and name. */
  readonly rows: ReadonlyMap<string, SettingRow>;
  readonly settings: Settings;
}

export function settingKey(row: Pick<SettingRow, "family" | "name">): string {
  return `${row.family}\0${row.name}`;
}

export const versionSql = "SELECT value FROM meta WHERE key = 'settings_version'";

/** One statement, so that the rows are those of the version, whatever others commit meanwhile. */
export const settingsSql = `SELECT meta.value AS version, setting.family, setting.name, setting.value
  FROM meta LEFT JOIN setting ON 1 = 1 WHERE meta.key = 'settings_version'`;

/** A row of `settingsSql`. Without any setting there is one row with nothing but the version. */
export type VersionedRow = SettingTableRow & { readonly version: string };

export function heldFrom(found: readonly VersionedRow[], snapshot: Snapshot): Held {
  const rows = found.filter(({ family }) => family !== null).map(settingFrom);
  return compiled(Number(found[0]?.version), new Map(rows.map((row) => [settingKey(row), row])), snapshot);
}

/** Rows are given to the compiler by family and name, so that equal rows make equal snapshots. */
export function compiled(version: number, rows: ReadonlyMap<string, SettingRow>, snapshot: Snapshot): Held {
  const ordered = [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  return { version, rows, settings: snapshot(version, ordered) };
}

function settingFrom(row: SettingTableRow): SettingRow {
  return { family: row.family, name: row.name, value: JSON.parse(row.value) };
}
