// LinOTP's parameters of an LDAP resolver (contract 11 section 3), read once and checked.

import { X509Certificate } from "node:crypto";
import { type Fields, fieldsOf, invalid, optional, readFlag, required } from "../../core/fields.ts";
import type { ResolverSettings } from "../../core/settings.ts";
import { type Filter, parseFilter, takesLogin } from "./filter.ts";

export interface Server {
  /** As it was set, for people: `ldaps://dc1.example.com`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly isSecure: boolean;
}

export interface LdapParameters {
  readonly servers: readonly Server[];
  readonly base: string;
  readonly bindDn: string;
  readonly loginAttribute: string;
  /** Finds one person by login. */
  readonly loginFilter: Filter;
  /** Finds everybody. */
  readonly listFilter: Filter;
  /** Our field to the directory's attribute. */
  readonly fields: ReadonlyMap<string, string>;
  readonly uid: UidType;
  readonly startTls: boolean;
  readonly trustedOnly: boolean;
  /** PEM; undefined: the authorities that the operating system and Node know. */
  readonly authority: string | undefined;
  readonly connectMs: number;
  readonly responseMs: number;
  /** How many people a search gives back; 0: all. */
  readonly sizeLimit: number;
}

/** What identifies a person for good: his name in the tree, or an attribute, whose bytes may be no text. */
export type UidType =
  | { readonly kind: "dn" }
  | { readonly kind: "attribute"; readonly attribute: string; readonly isBinary: boolean };

/** Throws a Refusal that names the parameter. BINDPW is not looked at: it is sealed, and an update may leave it out. */
export function readLdapParameters({ parameters }: ResolverSettings): LdapParameters {
  const fields = fieldsOf(parameters);
  return {
    servers: readServers(required(fields, "LDAPURI")),
    base: required(fields, "LDAPBASE"),
    bindDn: required(fields, "BINDDN"),
    loginAttribute: attribute(required(fields, "LOGINNAMEATTRIBUTE"), "LOGINNAMEATTRIBUTE"),
    loginFilter: readLoginFilter(required(fields, "LDAPFILTER")),
    listFilter: readFilter("LDAPSEARCHFILTER", required(fields, "LDAPSEARCHFILTER")),
    fields: readFields(required(fields, "USERINFO")),
    uid: readUidType(optional(fields, "UIDTYPE") ?? "DN"),
    startTls: flagOf(fields, "EnforceTLS"),
    trustedOnly: flagOf(fields, "only_trusted_certs"),
    authority: readAuthority(optional(fields, "CACERTIFICATE")),
    ...readTimeout(optional(fields, "TIMEOUT") ?? "-1"),
    sizeLimit: readSizeLimit(optional(fields, "SIZELIMIT") ?? "500"),
  };
}

/** Both default to true, which is the careful choice. */
function flagOf(fields: Fields, name: string): boolean {
  const written = optional(fields, name);
  if (written === undefined) return true;
  const value = readFlag(written);
  if (value === undefined) throw invalid(name, "true or false");
  return value;
}

function readServers(text: string): readonly Server[] {
  const urls = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  if (urls.length === 0 || urls.length > 20) throw invalid("LDAPURI", "a list of 1 to 20 addresses");
  return urls.map(readServer);
}

function readServer(text: string): Server {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSecure = url?.protocol === "ldaps:";
  const isPlainAddress =
    url !== undefined &&
    (isSecure || url.protocol === "ldap:") &&
    url.hostname !== "" &&
    /^\/?$/.test(url.pathname) &&
    `${url.search}${url.hash}${url.username}${url.password}` === "";
  if (!isPlainAddress)
    throw invalid("LDAPURI", "a list of ldap://host or ldaps://host, with a port if need be");
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, "$1");
  return { url: text, host, port: Number(url.port) || (isSecure ? 636 : 389), isSecure };
}

function readLoginFilter(text: string): Filter {
  const filter = readFilter("LDAPFILTER", text);
  if (!takesLogin(filter)) throw invalid("LDAPFILTER", "a search filter with %s where the login belongs");
  return filter;
}

function readFilter(name: string, text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    throw invalid(name, `a search filter (RFC 4515); this is ${(error as Error).message}`);
  }
}

/** Whoever maps these would show hashes to everybody who may list people. */
const secret =
  /^(userPassword|unicodePwd|dBCSPwd|ntPwdHistory|lmPwdHistory|sambaNTPassword|sambaLMPassword)$/i;

function readFields(text: string): ReadonlyMap<string, string> {
  const expected = "a JSON object of field names and attributes";
  const fields = new Map<string, string>();
  for (const [field, name] of Object.entries(parsed(text, expected))) {
    if (typeof name !== "string") throw invalid("USERINFO", expected);
    if (name.trim() !== "") fields.set(field, attribute(name.trim(), "USERINFO"));
  }
  return fields;
}

function parsed(text: string, expected: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, like everything else that is no such object.
  }
  throw invalid("USERINFO", expected);
}

function attribute(name: string, parameter: string): string {
  if (!/^[\w.;-]{1,128}$/.test(name)) throw invalid(parameter, "the name of an attribute");
  if (secret.test(name)) throw invalid(parameter, "no attribute that holds passwords");
  return name;
}

/** Spelled as directories spell them: a client must ask for bytes by that name. */
const binary = new Map([
  ["objectguid", "objectGUID"],
  ["guid", "GUID"],
]);

function readUidType(text: string): UidType {
  const type = text.trim();
  if (type.toLowerCase() === "dn") return { kind: "dn" };
  const name = binary.get(type.toLowerCase());
  return { kind: "attribute", attribute: name ?? attribute(type, "UIDTYPE"), isBinary: name !== undefined };
}

function readAuthority(pem: string | undefined): string | undefined {
  if (pem === undefined) return undefined;
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw invalid("CACERTIFICATE", "a certificate (PEM)");
  }
}

/** Seconds: for both, or `network;response`. Halved, because a search is tried twice (contract 11 section 3). */
function readTimeout(text: string): Pick<LdapParameters, "connectMs" | "responseMs"> {
  const [network = "", response = network, ...more] = text.split(/[;,]/).map((each) => each.trim());
  const usable = [network, response].every((each) => /^-?\d{1,6}(\.\d+)?$/.test(each));
  if (!usable || more.length > 0) throw invalid("TIMEOUT", "seconds, or network;response");
  // Without a limit a silent server would hold on to everybody who wants to log in.
  return { connectMs: halfOf(network, 5000), responseMs: halfOf(response, 10_000) };
}

function halfOf(seconds: string, otherwise: number): number {
  const ms = Number(seconds) * 500;
  return ms > 0 ? Math.min(Math.max(ms, 100), 60_000) : otherwise;
}

function readSizeLimit(text: string): number {
  if (!/^\s*\d{1,7}\s*$/.test(text)) throw invalid("SIZELIMIT", "a number of people, or 0 for all");
  return Number(text);
}
