// /tools/*: people from a file into the built-in directory (contract 11 section 5), tokens from one directory to another, an
// administrator's own password (contract 10 section 4).

import type { DirectoryPerson } from "../../core/change.ts";
import { flag, missing, required } from "../../core/fields.ts";
import { setOwnPassword } from "../../operations/authentication/set-password.ts";
import { checkImport, importPeople, requireImportRight } from "../../operations/import-people.ts";
import { migrateResolver, sentenceOf } from "../../operations/migrate-resolver.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { fail, succeed } from "../reply.ts";
import { resolverEntry } from "../system/resolvers.ts";
import { readPeople } from "./people-file.ts";

export const toolRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/tools/import_users",
    who: "administrator",
    handler: importUsers,
    about: "Import people from an uploaded file; those who are missing in it are removed.",
  },
  {
    methods: ["POST"],
    path: "/tools/migrate_resolver",
    who: "administrator",
    handler: migrate,
    about: "Give the tokens of a directory's people to those of the same login in another directory.",
  },
  {
    methods: ["POST"],
    path: "/tools/setPassword",
    who: "administrator",
    handler: setPassword,
    about: "Change one's own password in the built-in directory.",
  },
];

async function importUsers(call: Call): Promise<Reply> {
  const { fields, world, files } = call;
  const who = administrator(call);
  requireImportRight(world, who);
  const directory = required(fields, "resolver");
  checkImport(world, directory);
  const upload = files.get("file");
  if (upload === undefined) throw missing("file");
  const dryRun = flag(fields, "dryrun") ?? false;
  const { created, modified, unchanged, deleted } = await importPeople(world, who, {
    directory,
    people: readPeople(upload.content, fields),
    plainPasswords: flag(fields, "passwords_in_plaintext") ?? false,
    dryRun,
  });
  // LinOTP calls those "updated" who have not changed.
  const value = {
    created: named(created),
    updated: named(unchanged),
    modified: named(modified),
    deleted: named(deleted),
  };
  return succeed(value, { audit: dryRun ? { success: true, info: `dry run for ${directory}` } : "written" });
}

function named(people: readonly DirectoryPerson[]): { readonly [uid: string]: string } {
  return Object.fromEntries(people.map(({ uid, login }) => [uid, login]));
}

async function migrate(call: Call): Promise<Reply> {
  const { world, fields } = call;
  const order = { from: required(fields, "from"), to: required(fields, "to") };
  const done = await migrateResolver(world, order, administrator(call));
  const src = resolverEntry(done.source);
  const target = resolverEntry(done.target);
  return succeed({ src, target, value: true, message: sentenceOf(done) }, { audit: "written" });
}

/** The sentence for a wrong password is LinOTP's. */
const refusals = {
  wrong: "old password missmatch!",
  "must-wait": "Too many wrong passwords. Try again later.",
} as const;

async function setPassword(call: Call): Promise<Reply> {
  const { world, fields } = call;
  const who = administrator(call);
  const passwords = { old: required(fields, "old_password"), next: required(fields, "new_password") };
  const outcome = await setOwnPassword(world, passwords, who);
  if (outcome !== "changed")
    return fail({ code: "refused", message: refusals[outcome] }, { audit: "written" });
  const detail = { detail: `password updated for '${who.admin.login}'` };
  return succeed(true, { detail, audit: "written" });
}
