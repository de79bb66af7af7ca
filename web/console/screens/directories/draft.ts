// The settings of an LDAP or SQL directory as they are edited, and what is wrong with them. What the server alone can
// know, it says itself.

import type { WrittenDirectory } from "../../api/directory-calls.ts";
import type { Values } from "../../api/read-directory.ts";
import { isResolverName } from "./order.ts";
import { databaseKind, presets } from "./presets.ts";

export type RemoteType = "ldapresolver" | "sqlresolver";

export type Draft = {
  readonly type: RemoteType;
  readonly name: string;
  /** Parameters by their names on the wire, without the mapping; servers of LDAP one in a line. */
  readonly values: Values;
  /** Our field to the directory's attribute or column. */
  readonly mapping: Values;
};

/** What a directory is set to; undefined: it is a new one. */
export type Stored = { readonly name: string; readonly parameters: Values } | undefined;

export const secretOf = { ldapresolver: "BINDPW", sqlresolver: "Password" } as const;
const mappingOf = { ldapresolver: "USERINFO", sqlresolver: "Map" } as const;

/** Whoever changes one of these sends the password elsewhere, and so must know it. The server insists on that. */
const places: Readonly<Record<RemoteType, readonly string[]>> = {
  ldapresolver: ["LDAPURI", "LDAPBASE", "BINDDN"],
  sqlresolver: ["Driver", "Server", "Port", "Database", "User", "Table", "Connect", "conParams"],
};

const usual: Readonly<Record<RemoteType, Values>> = {
  ldapresolver: {
    ...presets.openldap.values,
    EnforceTLS: "True",
    only_trusted_certs: "True",
    NOREFERRALS: "True",
    PROXY: "False",
    SIZELIMIT: "500",
  },
  sqlresolver: { Driver: "postgresql", Limit: "1000", Encoding: "utf-8" },
};

const usualMapping: Readonly<Record<RemoteType, Values>> = {
  ldapresolver: presets.openldap.mapping,
  sqlresolver: { userid: "id", username: "username", password: "password" },
};

export function newDraft(type: RemoteType): Draft {
  return { type, name: "", values: usual[type], mapping: usualMapping[type] };
}

/** What is not set has the server's default, which is shown. */
export function draftOf(type: RemoteType, { name, parameters }: NonNullable<Stored>): Draft {
  const { [mappingOf[type]]: mapping = "", ...values } = parameters;
  const defaults =
    type === "ldapresolver" ? { EnforceTLS: "True", only_trusted_certs: "True", UIDTYPE: "DN" } : {};
  const servers = values["LDAPURI"] === undefined ? {} : { LDAPURI: serversOf(values["LDAPURI"]).join("\n") };
  return { type, name, values: { ...defaults, ...values, ...servers }, mapping: readMapping(mapping) };
}

export function serversOf(text: string): readonly string[] {
  return text
    .split(/[\s,]+/)
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** Text that is no JSON object maps nothing. */
function readMapping(text: string): Values {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([field, source]) => [field, String(source)]));
  } catch {
    return {};
  }
}

/** What is sent. An untouched list of servers is sent as it is stored: another spelling would count as another place. */
export function written(draft: Draft, stored: Stored): WrittenDirectory {
  const { type, name, values, mapping } = draft;
  const kept = Object.entries(values).map(([key, value]) => [
    key,
    key === secretOf[type] ? value : value.trim(),
  ]);
  const filled: Values = Object.fromEntries(kept.filter(([, value]) => value !== ""));
  const servers =
    filled["LDAPURI"] === undefined ? {} : { LDAPURI: spelledServers(filled["LDAPURI"], stored) };
  const login = type === "ldapresolver" ? { username: filled["LOGINNAMEATTRIBUTE"] ?? "" } : {};
  const mapped = Object.entries({ ...mapping, ...login }).map(([field, source]) => [field, source.trim()]);
  const map = JSON.stringify(Object.fromEntries(mapped.filter(([, source]) => source !== "")));
  return {
    type,
    name: name.trim(),
    previous_name: stored?.name ?? "",
    parameters: { ...withoutLogin(draft, filled, stored), ...servers, [mappingOf[type]]: map },
  };
}

function spelledServers(text: string, stored: Stored): string {
  const now = serversOf(text).join(", ");
  const before = stored?.parameters["LDAPURI"] ?? "";
  return serversOf(before).join(", ") === now ? before : now;
}

/** A file has no server and no login; a password is asked for by the server all the same when it is a new directory. */
function withoutLogin({ type }: Draft, values: Values, stored: Stored): Values {
  if (type === "ldapresolver" || !isFile(values)) return values;
  const { Server: _server, Port: _port, User: _user, Password: _password, ...others } = values;
  const isMoved = places.sqlresolver.some((key) => (others[key] ?? "") !== (stored?.parameters[key] ?? ""));
  return stored === undefined || isMoved ? { ...others, Password: "none" } : others;
}

export function isFile(values: Values): boolean {
  return databaseKind(values["Connect"] || values["Driver"] || "") === "sqlite";
}

/** Whether the password must be typed: there is none yet, or it would be sent to another place than before. */
export function needsPassword(draft: Draft, stored: Stored): boolean {
  if (stored === undefined) return true;
  const { parameters } = written(draft, stored);
  return places[draft.type].some((key) => (parameters[key] ?? "") !== (stored.parameters[key] ?? ""));
}

export type Fault = "missing" | "name" | "taken" | "servers" | "login" | "number" | "timeout" | "password";

const needed: Readonly<Record<RemoteType, readonly string[]>> = {
  ldapresolver: ["LDAPURI", "LDAPBASE", "BINDDN", "LOGINNAMEATTRIBUTE", "LDAPFILTER", "LDAPSEARCHFILTER"],
  sqlresolver: ["Table"],
};

/** By parameter; `name` and `mapping` for those. `taken`: names of other directories. */
export function faultsOf(
  draft: Draft,
  stored: Stored,
  taken: readonly string[],
): Readonly<Record<string, Fault>> {
  const { type, values } = draft;
  const missing = needed[type].filter((key) => (values[key] ?? "").trim() === "");
  const faults: Record<string, Fault> = Object.fromEntries(missing.map((key) => [key, "missing"]));
  const name = draft.name.trim();
  if (!isResolverName(name)) faults["name"] = "name";
  else if (name !== stored?.name && taken.includes(name)) faults["name"] = "taken";
  Object.assign(faults, type === "ldapresolver" ? ldapFaults(values) : sqlFaults(draft));
  const secret = secretOf[type];
  const isWanted = !(type === "sqlresolver" && isFile(values)) && needsPassword(draft, stored);
  if (isWanted && (values[secret] ?? "") === "") faults[secret] = "password";
  return faults;
}

function ldapFaults(values: Values): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  const servers = serversOf(values["LDAPURI"] ?? "");
  if (servers.some((server) => !/^ldaps?:\/\/[^\s/]+\/?$/i.test(server))) faults["LDAPURI"] = "servers";
  const filter = values["LDAPFILTER"] ?? "";
  if (filter !== "" && !filter.includes("%s")) faults["LDAPFILTER"] = "login";
  if (!/^\d*$/.test((values["SIZELIMIT"] ?? "").trim())) faults["SIZELIMIT"] = "number";
  if (!/^(-?\d+(\.\d+)?([;,]\s*-?\d+(\.\d+)?)?)?$/.test((values["TIMEOUT"] ?? "").trim()))
    faults["TIMEOUT"] = "timeout";
  return faults;
}

function sqlFaults({ values, mapping }: Draft): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  const hasAddress = (values["Connect"] ?? "").trim() !== "";
  if (!hasAddress && (values["Database"] ?? "").trim() === "") faults["Database"] = "missing";
  for (const key of ["Port", "Limit"]) if (!/^\d*$/.test((values[key] ?? "").trim())) faults[key] = "number";
  for (const field of ["userid", "username"])
    if ((mapping[field] ?? "").trim() === "") faults[`mapping.${field}`] = "missing";
  return faults;
}

export type Risk = "clear" | "anybody";

/** Passwords in clear text, and servers that could be anybody. */
export function risksOf(values: Values): readonly Risk[] {
  const isOff = (key: string) => /^false$/i.test(values[key] ?? "");
  const isPlain = serversOf(values["LDAPURI"] ?? "").some((server) => !/^ldaps:/i.test(server));
  const isClear = isOff("EnforceTLS") && isPlain;
  return [
    ...(isClear ? (["clear"] as const) : []),
    ...(isOff("only_trusted_certs") ? (["anybody"] as const) : []),
  ];
}

/** Fields that are always offered, and others that are set. */
export function fieldsOf({ type, mapping }: Draft): readonly string[] {
  const people = ["givenname", "surname", "email", "phone", "mobile", "description"];
  const first = type === "sqlresolver" ? ["userid", "username", "password", "salt"] : [];
  const known = [...first, ...people];
  const hidden = type === "ldapresolver" ? ["username"] : [];
  return [...known, ...Object.keys(mapping).filter((field) => ![...known, ...hidden].includes(field))];
}
