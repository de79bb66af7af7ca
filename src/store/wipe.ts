// Makes a store pristine, for the test server. Nothing of the product imports this.

import { type CompiledQuery, sql } from "kysely";
import type { DirectoryPerson } from "../core/change.ts";
import type { SettingRow } from "../core/settings.ts";
import type { Store } from "../core/store.ts";
import { genesis, headSeal } from "./chain.ts";
import { personRow } from "./rows.ts";
import { type Inside, insideOf } from "./store.ts";

export interface Pristine {
  readonly settings: readonly SettingRow[];
  readonly people: readonly { readonly group: string; readonly person: DirectoryPerson }[];
}

/** Leaves these settings and people. Audit records begin at 1 again; the settings' version goes on growing. */
export async function wipe(store: Store, pristine: Pristine): Promise<void> {
  const inside = insideOf(store);
  await inside.engine.apply([...deletions(inside), ...insertions(inside, pristine)]);
  await inside.refresh();
}

const tables = [
  "token_realm",
  "challenge",
  "token",
  "session",
  "revocation",
  "throttle",
  "setting",
  "person",
  "report",
  "audit",
] as const;

function deletions({ engine, vault }: Inside): readonly CompiledQuery[] {
  const { read, kind } = engine;
  const head = { number: genesis.number, chain: genesis.chain, seal: headSeal(vault, genesis) };
  return [
    ...tables.map((table) => read.deleteFrom(table).compile()),
    read.updateTable("audit_head").set(head).compile(),
    // SQLite numbers the rows of an empty table from 1 by itself.
    ...(kind === "sqlite" ? [] : [sql`alter sequence token_id restart`.compile(read)]),
  ];
}

function insertions({ engine, vault }: Inside, { settings, people }: Pristine): readonly CompiledQuery[] {
  const { read } = engine;
  const rows = settings.map(({ family, name, value }) => ({ family, name, value: JSON.stringify(value) }));
  const persons = people.map(({ group, person }) => personRow(group, person, vault));
  const version = sql<string>`cast(cast(value as integer) + 1 as text)`;
  return [
    ...(rows.length === 0 ? [] : [read.insertInto("setting").values(rows).compile()]),
    ...(persons.length === 0 ? [] : [read.insertInto("person").values(persons).compile()]),
    read.updateTable("meta").set({ value: version }).where("key", "=", "settings_version").compile(),
  ];
}
