// Settings of an LDAP resolver that fit the directory in slapd.ts.

import type { ResolverSettings } from "../../../src/core/settings.ts";
import { base, reader, type ThrowawaySlapd } from "./slapd.ts";

type Directory = Pick<ThrowawaySlapd, "url" | "authority">;

/** As an administrator writes them. */
export function ldapParameters({ url, authority }: Directory): { readonly [name: string]: string } {
  return {
    LDAPURI: url,
    LDAPBASE: base,
    BINDDN: reader.dn,
    BINDPW: reader.password,
    LOGINNAMEATTRIBUTE: "uid",
    LDAPFILTER: "(&(uid=%s)(objectClass=inetOrgPerson))",
    LDAPSEARCHFILTER: "(&(uid=*)(objectClass=inetOrgPerson))",
    USERINFO: JSON.stringify({
      username: "uid",
      givenname: "givenName",
      surname: "sn",
      email: "mail",
      mobile: "mobile",
    }),
    UIDTYPE: "entryUUID",
    CACERTIFICATE: authority,
  };
}

/** For a resolver whose vault opens everything as it is: see `plainVault`. */
export function ldapSettings(
  directory: Directory,
  changed: { readonly [name: string]: string },
): ResolverSettings {
  const parameters = { ...ldapParameters(directory), ...changed };
  const sealed = Buffer.from(parameters["BINDPW"] ?? "").toString("base64");
  return {
    name: "corp",
    type: "ldapresolver",
    builtIn: false,
    readonly: false,
    admin: false,
    immutable: false,
    parameters: { ...parameters, BINDPW: sealed },
  };
}

export const plainVault = { open: (sealed: Uint8Array) => sealed };
