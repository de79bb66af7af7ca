// What the usual kinds of directory call things, so that nobody has to look it up.

import type { Values } from "../../api/read-directory.ts";

export type Preset = { readonly values: Values; readonly mapping: Values };
export type PresetName = "openldap" | "activeDirectory";

const people = "(objectClass=inetOrgPerson)";
/** Accounts of people that are not disabled (bit 2 of userAccountControl, compared by Active Directory's bitwise rule). */
const accounts = "(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))";

/** `%s` is the login of somebody who is looked for. Uids are of the kind that stays when somebody is renamed or moved. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  openldap: {
    values: {
      LOGINNAMEATTRIBUTE: "uid",
      LDAPFILTER: `(&(uid=%s)${people})`,
      LDAPSEARCHFILTER: `(&(uid=*)${people})`,
      UIDTYPE: "entryUUID",
    },
    mapping: {
      username: "uid",
      givenname: "givenName",
      surname: "sn",
      email: "mail",
      phone: "telephoneNumber",
      mobile: "mobile",
    },
  },
  activeDirectory: {
    values: {
      LOGINNAMEATTRIBUTE: "sAMAccountName",
      LDAPFILTER: `(&(sAMAccountName=%s)${accounts})`,
      LDAPSEARCHFILTER: `(&(sAMAccountName=*)${accounts})`,
      UIDTYPE: "objectGUID",
    },
    mapping: {
      username: "sAMAccountName",
      givenname: "givenName",
      surname: "sn",
      email: "mail",
      phone: "telephoneNumber",
      mobile: "mobile",
    },
  },
};

/** Which preset a directory is set by; undefined: by none of them as it is. */
export function presetOf(values: Values, mapping: Values): PresetName | undefined {
  const names = Object.keys(presets) as PresetName[];
  return names.find((name) => {
    const preset = presets[name];
    return covers(values, preset.values) && covers(mapping, preset.mapping);
  });
}

function covers(values: Values, wanted: Values): boolean {
  return Object.entries(wanted).every(([name, value]) => values[name] === value);
}

export type DatabaseKind = "postgresql" | "mysql" | "sqlite";

export const databaseKinds: readonly DatabaseKind[] = ["postgresql", "mysql", "sqlite"];

/** `mysql+pymysql` is MySQL's protocol, whatever the driver; so is MariaDB's. */
export function databaseKind(driver: string): DatabaseKind {
  if (/^(mysql|mariadb)/i.test(driver)) return "mysql";
  return /^sqlite/i.test(driver) ? "sqlite" : "postgresql";
}
