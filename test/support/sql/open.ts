// SQL resolvers for tests: with a vault that opens everything as it is, and real password comparison.

import { randomBytes } from "node:crypto";
import { after } from "node:test";
import { Refusal } from "../../../src/core/problem.ts";
import type { Resolver } from "../../../src/core/user.ts";
import { openResolver } from "../../../src/resolvers/index.ts";
import { masterKey } from "../../../src/vault/key-file.ts";
import { openPasswords } from "../../../src/vault/password.ts";
import { plainVault } from "../ldap/settings.ts";
import { type PeopleTable, type SqlEngine, sqlSettings } from "./engines.ts";

const absent = async () => undefined;

/** To be called once, at the top of a file: everything ends with it. */
export function sqlResolvers() {
  const passwords = openPasswords([masterKey(randomBytes(32))], randomBytes);
  const opened: Resolver[] = [];
  const tables: PeopleTable[] = [];
  after(async () => {
    for (const resolver of opened) resolver.close?.();
    await Promise.all(tables.map((table) => table.stop()));
    await passwords.close();
  });
  const deps = {
    store: { people: async () => [], personByLogin: absent, personByUid: absent },
    passwords,
    here: "/",
    vault: plainVault,
    now: Date.now,
    random: randomBytes,
  };
  return {
    start: async (engine: SqlEngine, rows: Parameters<SqlEngine["start"]>[0]): Promise<PeopleTable> => {
      const table = await engine.start(rows);
      tables.push(table);
      return table;
    },
    open: (
      table: Pick<PeopleTable, "parameters">,
      changed: { readonly [name: string]: string } = {},
      ownFile?: string,
    ): Resolver => {
      const resolver = openResolver(sqlSettings(table, changed), { ...deps, ownFile });
      opened.push(resolver);
      return resolver;
    },
  };
}

export function unavailable(error: unknown): boolean {
  return error instanceof Refusal && error.problem.code === "unavailable";
}

/** What a test of the connection said was wrong; empty: nothing. */
export async function wrongWith(resolver: Resolver): Promise<string> {
  const { desc } = (await resolver.test?.()) ?? { desc: "no test" };
  return typeof desc === "object" && "err_string" in desc ? desc.err_string : "no SQL test";
}
