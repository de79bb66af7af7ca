// The settings as this process knows them: rows, and the snapshot that was compiled from them.

import type { SettingRow, Settings } from "../core/settings.ts";
import type { VersionedRows } from "./engine.ts";
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

export function heldFrom({ version, rows }: VersionedRows, snapshot: Snapshot): Held {
  return compiled(version, new Map(rows.map((row) => [settingKey(row), settingFrom(row)])), snapshot);
}

/** Rows are given to the compiler by family and name, so that equal rows make equal snapshots. */
export function compiled(version: number, rows: ReadonlyMap<string, SettingRow>, snapshot: Snapshot): Held {
  const ordered = [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  return { version, rows, settings: snapshot(version, ordered) };
}

function settingFrom(row: SettingTableRow): SettingRow {
  return { family: row.family, name: row.name, value: JSON.parse(row.value) };
}
