// Which package enters where. Each has one door, so that replacing it is one file's work.

import type { Import, Source } from "./source.ts";

/** A file may move within its room without taking its door along. */
const inHttp = (name: string): RegExp => new RegExp(`^src/http/([a-z-]+/)?${name}\\.ts$`);

/** Runtime packages and the only paths that may import them; a new row needs a decision record. */
export const doors: readonly { readonly name: RegExp; readonly door: RegExp; readonly shown: string }[] = [
  { name: /^fastify$/, door: inHttp("server"), shown: "server.ts in src/http" },
  { name: /^@fastify\//, door: inHttp("server"), shown: "server.ts in src/http" },
  { name: /^kysely$/, door: /^src\/store\//, shown: "src/store" },
  {
    name: /^pg$/,
    door: /^src\/(store\/postgres(-[a-z]+)*|resolvers\/sql\/postgres)\.ts$/,
    shown: "src/store/postgres*.ts and src/resolvers/sql/postgres.ts",
  },
  {
    name: /^node:sqlite$/,
    door: /^src\/(store\/(kysely-)?sqlite|resolvers\/sql\/sqlite-thread)\.ts$/,
    shown: "src/store/sqlite.ts, its adapter, and src/resolvers/sql/sqlite-thread.ts",
  },
  { name: /^nodemailer$/, door: /^src\/providers\/smtp\.ts$/, shown: "src/providers/smtp.ts" },
  {
    name: /^smpp$/,
    door: /^src\/providers\/sms\/smpp-session\.ts$/,
    shown: "src/providers/sms/smpp-session.ts",
  },
  { name: /^qr$/, door: inHttp("qr-image"), shown: "qr-image.ts in src/http" },
  { name: /^pino$/, door: /^src\/log\.ts$/, shown: "src/log.ts" },
  { name: /^jose$/, door: inHttp("admin-session"), shown: "admin-session.ts in src/http" },
  { name: /^csv-parse$/, door: inHttp("people-file"), shown: "people-file.ts in src/http" },
  { name: /^fast-xml-parser$/, door: inHttp("xml-tree"), shown: "xml-tree.ts in src/http" },
  {
    name: /^ldapts$/,
    door: /^src\/resolvers\/ldap\/client\.ts$/,
    shown: "src/resolvers/ldap/client.ts",
  },
  {
    name: /^mysql2(\/|$)/,
    door: /^src\/resolvers\/sql\/mariadb\.ts$/,
    shown: "src/resolvers/sql/mariadb.ts",
  },
  { name: /^bcryptjs$/, door: /^src\/vault\/crypt\/bcrypt\.ts$/, shown: "src/vault/crypt/bcrypt.ts" },
  {
    name: /^@simplewebauthn\/server(\/|$)/,
    door: /^src\/webauthn\/webauthn\.ts$/,
    shown: "src/webauthn/webauthn.ts",
  },
];

/** What the rules may ask of the platform: hashes and comparisons of node:crypto. */
const pureRooms = /^src\/(core|tokens)\//;

export function packageComplaints(source: Source): readonly string[] {
  if (source.isTest || !source.path.startsWith("src/")) return [];
  return source.imports.filter((each) => !each.ours).flatMap((each) => complaintAbout(source.path, each));
}

/** Complaints about package.json: every runtime dependency has a door and is imported through it. */
export function dependencyComplaints(manifest: string, sources: readonly Source[]): readonly string[] {
  const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: Record<string, string> };
  const used = new Set(
    sources.filter((each) => !each.isTest).flatMap((each) => each.imports.map((i) => i.target)),
  );
  return Object.keys(dependencies).flatMap((name) => {
    if (!doors.some((door) => door.name.test(name))) {
      return [`package.json: ${name} has no door; add a row to doors in tools/tidy/packages.ts with an ADR`];
    }
    return used.has(name) ? [] : [`package.json: nothing imports ${name}; remove it from the dependencies`];
  });
}

function complaintAbout(path: string, { target }: Import): readonly string[] {
  if (pureRooms.test(path) && target !== "node:crypto") {
    return [
      `${path}: may not import ${target}; rules use nothing but node:crypto, so take the result as an argument`,
    ];
  }
  const door = doors.find((each) => each.name.test(target));
  if (door === undefined && !target.startsWith("node:")) {
    return [`${path}: ${target} has no door; add a row to doors in tools/tidy/packages.ts with an ADR`];
  }
  if (door === undefined || door.door.test(path)) return [];
  return [`${path}: may not import ${target}; it enters through ${door.shown} alone`];
}
