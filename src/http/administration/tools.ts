// /tools/import_users: people from a file into the built-in directory (contract 11 section 5).

import type { DirectoryPerson } from "../../core/change.ts";
import { flag, missing, required } from "../../core/fields.ts";
import { checkImport, importPeople, requireImportRight } from "../../operations/import-people.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { readPeople } from "./people-file.ts";

export const toolRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/tools/import_users",
    who: "administrator",
    handler: importUsers,
    about: "Import people from an uploaded file; those who are missing in it are removed.",
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
