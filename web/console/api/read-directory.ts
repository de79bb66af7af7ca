// Realms and the directories they consist of.

import { readFlag, readRecord, readText, readTexts } from "../../shared/api/read.ts";

export type Realm = {
  readonly name: string;
  /** Specifications of its resolvers, in the order in which they are asked. */
  readonly specs: readonly string[];
  readonly isDefault: boolean;
  readonly admin: boolean;
};

export type DirectoryType = "passwdresolver" | "ldapresolver" | "sqlresolver";

/** LinOTP's parameters of a directory, by the names that they have on the wire. */
export type Values = Readonly<Record<string, string>>;

export type Resolver = {
  readonly name: string;
  readonly type: string;
  readonly spec: string;
  /** People are rows of the server's own database, and are changed in this console. */
  readonly builtIn: boolean;
  readonly admin: boolean;
  /** Why it does not answer, as far as the server has noticed; "": it does. */
  readonly outage: string;
};

/** In the order of their names; the administrators' own realm last. */
export function readRealms(value: unknown): readonly Realm[] {
  const realms = Object.values(readRecord(value)).map((each): Realm => {
    const row = readRecord(each);
    return {
      name: readText(row.realmname),
      specs: readTexts(row.useridresolver),
      isDefault: readFlag(row.default),
      admin: readFlag(row.admin),
    };
  });
  return realms.toSorted(
    (left, right) => Number(left.admin) - Number(right.admin) || left.name.localeCompare(right.name),
  );
}

export function readResolvers(value: unknown): readonly Resolver[] {
  const resolvers = Object.values(readRecord(value)).map((each): Resolver => {
    const row = readRecord(each);
    const type = readText(row.type);
    const admin = readFlag(row.admin) || readFlag(row.immutable);
    return {
      name: readText(row.resolvername),
      type,
      spec: readText(row.spec),
      // On LinOTP's wire the built-in directory is a readonly SQL resolver.
      builtIn: type === "sqlresolver" && readFlag(row.readonly) && !admin,
      admin,
      outage: readText(row.outage),
    };
  });
  return resolvers.toSorted(
    (left, right) => Number(left.admin) - Number(right.admin) || left.name.localeCompare(right.name),
  );
}

const secrets: readonly string[] = ["BINDPW", "Password"];

export function readParameters(data: unknown): Values {
  const entries = Object.entries(readRecord(data)).filter(([name]) => !secrets.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, readText(value)]));
}

/** `useridresolver.PasswdIdResolver.IdResolver.staff` is called `staff`. */
export function resolverName(spec: string): string {
  return spec.slice(spec.lastIndexOf(".") + 1);
}
