// /admin/loadtokens: tokens from a file (contract 05 section 4). An upload is answered in XML; what LinOTP refuses before
// it has looked at the file, and what policies refuse, in JSON.

import { type Fields, flag, missing, optional } from "../../core/fields.ts";
import { readTokenFile } from "../../core/import/token-file.ts";
import { type Problem, Refusal, refuse } from "../../core/problem.ts";
import { importTokens, requireTokenImport } from "../../operations/tokens/import-tokens.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Parameters, Reply, Route, Upload } from "../call.ts";
import { fail } from "../reply.ts";
import { xmlFailure, xmlSuccess } from "../system/xml.ts";
import { readXmlTree } from "./xml-tree.ts";

const parameters: Parameters = {
  file: { about: "The token file.", required: true, type: "file" },
  type: {
    about: "`aladdin-xml`, `oathcsv`, `yubikeycsv`, `feitian`, `pskc`, `dpw` or `dat`.",
    required: true,
  },
  realm: {
    about: "Where the tokens go. Default: nowhere, or the first realm that the administrator may fill.",
  },
  targetrealm: { about: "Another word for `realm`, which counts more." },
  enable: { about: "Whether the tokens may be used at once. Default: yes.", type: "boolean" },
  startdate: { about: "`dat`: when the devices' time begins, like `31.12.2000`. Default: 1 January 2000." },
  transportkey: { about: "Not used." },
  aladdin_hashlib: { about: "`aladdin-xml`: `auto` (by the length of the key), `sha1`, `sha256`, `sha512`." },
  pskc_type: { about: "`pskc`, required there: `plain`, `key` or `password`." },
  pskc_password: { about: "`pskc`, required there, may be empty: 6 to 64 characters." },
  pskc_preshared: { about: "`pskc`, required there, may be empty: the AES key, hexadecimal." },
  pskc_checkserial: { about: "`pskc`: when present, other serials than OATH's are skipped." },
};

export const adminImportRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/admin/loadtokens",
    who: "administrator",
    handler: loadTokens,
    about: "Import the tokens of an uploaded file: all of them, or none.",
    parameters,
  },
];

async function loadTokens(call: Call): Promise<Reply> {
  try {
    requireTokenImport(call.world.store.settings(), administrator(call));
    const upload = uploaded(call);
    try {
      return await importFile(call, upload);
    } catch (error) {
      if (error instanceof Refusal && !isPolicy(error.problem)) return xmlFailure(error.problem);
      throw error;
    }
  } catch (error) {
    if (error instanceof Refusal && isPolicy(error.problem)) return refusedByPolicy(error.problem);
    throw error;
  }
}

/** In the order in which LinOTP looks for them. Empty values are told in XML. */
function uploaded({ files, fields }: Call): Upload {
  const upload = files.get("file");
  if (upload === undefined) throw missing("file");
  if (!fields.has("type")) throw missing("type");
  if (fields.get("type") === "pskc") {
    for (const name of ["pskc_type", "pskc_password", "pskc_preshared"]) {
      if (!fields.has(name)) throw missing(name);
    }
  }
  return upload;
}

async function importFile(call: Call, upload: Upload): Promise<Reply> {
  const { world, fields } = call;
  const type = optional(fields, "type") ?? "";
  if (upload.content.length === 0 || type === "") throw refuse("Error loading tokens. File or Type empty!");
  const text = decoded(upload.content);
  const filename = upload.filename
    .slice(0, 100)
    .replaceAll(/\p{Cc}/gu, "")
    .toWellFormed();
  const file = { type, text, fields, readXml: readXmlTree, random: world.random(16) };
  const count = await importTokens(world, administrator(call), {
    entries: readTokenFile(file),
    realm: realmOf(fields),
    active: flag(fields, "enable") ?? true,
    source: `${type}, ${filename}`,
  });
  const value = `${count} tokens were imported from the ${filename} file.`;
  return xmlSuccess(value, "written", { imported: count });
}

function realmOf(fields: Fields): string | undefined {
  const name = fields.has("realm") ? "realm" : "targetrealm";
  return optional(fields, name)?.trim().toLowerCase();
}

function decoded(content: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw refuse("The file must be text in UTF-8.");
  }
}

function isPolicy({ code }: Problem): boolean {
  return code === "forbidden" || code === "too-many-tokens";
}

/** Without a number of its own: LinOTP puts it into the sentence. */
function refusedByPolicy(problem: Problem): Reply {
  const [name, id] =
    problem.code === "forbidden" ? ["PolicyException", 410] : ["MaxTokenRealmPolicyException", 413];
  const description =
    problem.code === "forbidden"
      ? problem.message
      : "The maximum number of allowed tokens in the realm is exceeded. Check the policies.";
  return fail(refuse(`${name}(description='${description}', id=${id})`).problem);
}
