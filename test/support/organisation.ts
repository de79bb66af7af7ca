// A small company over the API: a passwd file, a realm, an administrator who is logged in.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type FieldValues } from "./client.ts";
import type { Wire } from "./wire.ts";

/** Everybody's password is `pw-<login>`. */
export const logins = ["alice", "bob", "carol", "dave"] as const;
export type Login = (typeof logins)[number];

/** As `openssl passwd -1` makes them: a format that the product reads and that costs a test little. */
const hashes: Readonly<Record<Login, string>> = {
  alice: "$1$saltalic$s9nMDGZ2GYwEeF3S7Of241",
  bob: "$1$saltbob$HGTduwqws5Qi0EgAKmjYl1",
  carol: "$1$saltcaro$y8O3P3AnyDcDvx5f3ad0x/",
  dave: "$1$saltdave$5D5oAI9pH3s40nAqGdYcn1",
};

export function passwordOf(login: string): string {
  return `pw-${login}`;
}

let file: string | undefined;

function passwdFile(): string {
  if (file !== undefined) return file;
  const rows = logins.map((login, index) => {
    const name = login[0]?.toUpperCase() + login.slice(1);
    return `${login}:${hashes[login]}:${1000 + index}:100:${name} Tester,Room ${index},+49 30 ${index},+49 170 ${index},${login}@example.com:/home/${login}:/bin/sh`;
  });
  file = join(mkdtempSync(join(tmpdir(), "latchkey-people-")), "passwd");
  writeFileSync(file, `${rows.join("\n")}\n`);
  return file;
}

export interface Company {
  readonly admin: Client;
  readonly anybody: Client;
  /** Everybody, everywhere, unless said otherwise. */
  readonly policy: (scope: string, action: string, set?: FieldValues) => Promise<void>;
  readonly init: (fields: FieldValues) => Promise<{ serial: string; otpkey?: { value: string } }>;
  /** LinOTP rows of the tokens that match. */
  readonly show: (fields: FieldValues) => Promise<readonly Record<string, unknown>[]>;
  /** Newest first: `cell` lists of contract 10. */
  readonly audit: (fields?: FieldValues) => Promise<readonly (readonly unknown[])[]>;
  readonly visitor: () => Client;
}

export async function found(wire: Pick<Wire, "address">): Promise<Company> {
  const admin = await new Client(wire.address).login();
  await done(
    admin.post("/system/setResolver", { name: "people", type: "passwdresolver", fileName: passwdFile() }),
  );
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
  await done(admin.post("/system/setRealm", { realm: "example", resolvers }));
  await done(admin.post("/system/setDefaultRealm", { realm: "example" }));
  let policies = 0;
  return {
    admin,
    anybody: new Client(wire.address),
    async policy(scope, action, set = {}) {
      const name = `policy_${policies++}`;
      const fields = {
        name,
        scope,
        action,
        realm: "*",
        user: "*",
        client: "*",
        time: "",
        active: "True",
        ...set,
      };
      await done(admin.post("/system/setPolicy", fields));
    },
    async init(fields) {
      return (await done(admin.post("/admin/init", fields))).json.detail;
    },
    async show(fields) {
      return (await done(admin.get("/admin/show", fields))).value.data;
    },
    async audit(fields = {}) {
      const answer = await admin.get("/audit/search", { sortorder: "desc", ...fields });
      return (JSON.parse(answer.text) as { rows: { cell: unknown[] }[] }).rows.map(({ cell }) => cell);
    },
    visitor: () => new Client(wire.address),
  };
}

async function done(call: ReturnType<Client["post"]>): ReturnType<Client["post"]> {
  const answer = await call;
  assert.equal(answer.json?.result?.status, true, answer.text);
  return answer;
}

/** Password, then the second factor: the two steps of the portal's login. */
export async function enterPortal(client: Client, login: string, second: FieldValues): Promise<boolean> {
  await client.post("/userservice/login", { login, password: passwordOf(login) });
  const answer = await client.post("/userservice/login", { ...second, session: client.session });
  return answer.value === true;
}
