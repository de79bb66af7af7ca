// What a fresh installation consists of, and its first administrator.

import { freshConfig } from "../core/administration/config-keys.ts";
import { adminRealm } from "../core/administration/realms.ts";
import { auditEntry, type Origin } from "../core/audit.ts";
import type { Change, DirectoryPerson } from "../core/change.ts";
import type { ConfigValue, ResolverSettings, SettingRow } from "../core/settings.ts";
import type { World } from "./world.ts";

export const adminResolver = "LinOTP_local_admins";

/** The built-in directory of administrators, as LinOTP describes it. */
const localAdmins: ResolverSettings = builtInDirectory(adminResolver, { admin: true, immutable: true });

/** A directory of our own database in the shape of LinOTP's: SQL, readonly, one group of a table (contract 11 section 5). */
export function builtInDirectory(
  name: string,
  { admin, immutable }: { readonly admin: boolean; readonly immutable: boolean },
): ResolverSettings {
  const fields = [
    "userid",
    "username",
    "phone",
    "mobile",
    "email",
    "surname",
    "givenname",
    "password",
    "groupid",
  ];
  const parameters = {
    ...{ Connect: "", Driver: "", Server: "", Port: "", Database: "", User: "", Password: "", conParams: "" },
    Limit: "1000",
    Encoding: "utf-8",
    Table: "imported_user",
    Where: `groupid = '${name}'`,
    Map: JSON.stringify(Object.fromEntries(fields.map((field) => [field, field]))),
  };
  return { name, type: "sqlresolver", builtIn: true, readonly: true, admin, immutable, parameters };
}

/** The settings of a pristine installation. */
export function freshSettings(): readonly SettingRow[] {
  const config = Object.entries(freshConfig).map(([name, value]): SettingRow => {
    const entry: ConfigValue = { value, type: "", description: "" };
    return { family: "config", name, value: { ...entry } };
  });
  const realm = { name: adminRealm, resolvers: [adminResolver], admin: true };
  return [
    ...config,
    { family: "resolver", name: adminResolver, value: { ...localAdmins } },
    { family: "realm", name: adminRealm, value: realm },
  ];
}

/** True: this is a new database, and it has its settings now. */
export async function ensureSettings(world: World): Promise<boolean> {
  if (world.store.settings().realms.has(adminRealm)) return false;
  const origin = startOf(world, "start/settings");
  return world.store.decide({ settings: true }, ({ settings }) => {
    const fresh = !settings.realms.has(adminRealm);
    const changes = freshSettings().map((row): Change => ({ kind: "setting.put", ...row }));
    const audit = auditEntry(origin, { success: fresh, info: "first start" });
    return { outcome: fresh, changes: fresh ? changes : [], audit };
  });
}

export interface NewAdministrator {
  readonly name: string;
  readonly password: string;
}

/** True: he has been created. An administrator who exists already keeps his password. */
export async function ensureAdministrator(world: World, wanted: NewAdministrator): Promise<boolean> {
  const { name } = wanted;
  if ((await world.store.personByLogin(adminResolver, name)) !== undefined) return false;
  const person = await personOf(world, wanted);
  const origin = startOf(world, "start/administrator");
  await world.store.decide({ settings: true }, () => ({
    outcome: undefined,
    changes: [{ kind: "person.put", group: adminResolver, person }],
    audit: auditEntry(origin, {
      success: true,
      user: name,
      realm: adminRealm,
      info: "administrator created",
    }),
  }));
  return true;
}

async function personOf(world: World, { name, password }: NewAdministrator): Promise<DirectoryPerson> {
  const nothing = { phone: "", mobile: "", email: "", surname: "", givenname: "" };
  return { uid: name, login: name, password: await world.passwords.hash(password), ...nothing };
}

/** How many administrators can log in. */
export async function countAdministrators(world: World): Promise<number> {
  const people = await world.store.people(adminResolver);
  return people.filter(({ password }) => password !== "" && password !== "*").length;
}

function startOf(world: World, action: string): Origin {
  return { at: world.now(), action, client: "", administrator: "" };
}
