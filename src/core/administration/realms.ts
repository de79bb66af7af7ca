// Setting and deleting realms, and choosing the default one (contract 08 section 3).

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision } from "../change.ts";
import { invalid } from "../fields.ts";
import type { AdminIdentity } from "../policy/rights.ts";
import { refuse } from "../problem.ts";
import { defaultRealm, type Realm, type Settings } from "../settings.ts";
import type { State } from "../store.ts";

export const adminRealm = "linotp_admins";

export interface RealmCommand {
  readonly realm: string;
  /** Names of resolvers, in order. */
  readonly resolvers: readonly string[];
  /** The same, as the request named them: for the audit trail. */
  readonly specs: readonly string[];
  readonly by: AdminIdentity;
  readonly origin: Origin;
}

/** Lower case, and blanks become hyphens. Throws a Refusal for other characters. */
export function readRealmName(written: string): string {
  const name = written.trim().toLowerCase().replaceAll(/\s/g, "-");
  if (!/^[a-z0-9_\-.]{1,255}$/.test(name))
    throw invalid("realm", "made of letters, digits, and the characters _ - .");
  return name;
}

/** The very first realm becomes the default one. */
export function decideSetRealm({ settings }: State, command: RealmCommand): Decision<true> {
  const { realm, by, origin } = command;
  const resolvers = [...new Set(command.resolvers)];
  const value = { name: realm, resolvers, admin: realm === adminRealm };
  if (value.admin) keepOwnDirectory(value, by);
  const changes: Change[] = [{ kind: "setting.put", family: "realm", name: realm, value }];
  if (settings.realms.size === 0) changes.push(defaultIs(realm));
  const info = `realm: '${realm}', resolvers: '${command.specs.join(",")}'`;
  return { outcome: true, changes, audit: auditEntry(origin, { success: true, info }) };
}

/** Tokens leave the realm with it. False: there was no such realm. */
export function decideDeleteRealm(
  { settings, tokens }: State,
  { realm, origin }: { readonly realm: string; readonly origin: Origin },
): Decision<boolean> {
  const audit = auditEntry(origin, { success: settings.realms.has(realm), info: realm });
  if (realm === adminRealm) throw refuse(`The realm ${adminRealm} of the administrators can not be deleted.`);
  if (!settings.realms.has(realm)) return { outcome: false, changes: [], audit };
  const changes: Change[] = [{ kind: "setting.delete", family: "realm", name: realm }];
  if (defaultRealm(settings) === realm) changes.push(defaultIs(""));
  for (const token of tokens) {
    if (!token.realms.includes(realm)) continue;
    const realms = token.realms.filter((name) => name !== realm);
    changes.push({ kind: "token.update", serial: token.serial, set: { realms } });
  }
  return { outcome: true, changes, audit };
}

/** An empty name clears it; LinOTP answers false to that as well as to an unknown realm. */
export function decideSetDefaultRealm(
  { settings }: State,
  { realm, origin }: { readonly realm: string; readonly origin: Origin },
): Decision<boolean> {
  const known = settings.realms.has(realm);
  const changes = known || realm === "" ? [defaultIs(realm)] : [];
  return { outcome: known, changes, audit: auditEntry(origin, { success: known, info: realm }) };
}

/** Realms that contain the resolver, in the order of their names. */
export function realmsWith(settings: Settings, resolver: string): readonly string[] {
  const found = [...settings.realms.values()].filter(({ resolvers }) => resolvers.includes(resolver));
  return found.map(({ name }) => name).toSorted();
}

function keepOwnDirectory(next: Realm, by: AdminIdentity): void {
  if (by.realm !== adminRealm || next.resolvers.includes(by.resolver)) return;
  throw refuse(
    `The resolver ${by.resolver} can not be removed from ${adminRealm}: you are logged in with it.`,
  );
}

function defaultIs(realm: string): Change {
  const value = { value: realm, type: "", description: "" };
  return { kind: "setting.put", family: "config", name: "DefaultRealm", value };
}
