// /system/getSupportInfo, isSupportValid, setSupport: there is no licence to install, and nothing that one would limit
// (contract 08 section 6).

import { missing, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { writing } from "./right.ts";
import { xmlFailure } from "./xml.ts";

export const supportRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/system/getSupportInfo",
    who: "administrator",
    handler: async () => succeed({}, { audit: { success: true } }),
    about: "The installed licence: always empty, there is nothing that one would limit.",
    parameters: {},
  },
  {
    methods: ["GET", "POST"],
    path: "/system/isSupportValid",
    who: "administrator",
    handler: async () => {
      throw new Refusal({ code: "no-licence" });
    },
    about: "Whether a support contract is installed: always refused, as where none is.",
    parameters: {},
  },
  {
    methods: ["POST"],
    path: "/system/setSupport",
    who: "administrator",
    handler: writing(setSupport),
    about: "Install a licence: always refused, there is nothing that one would change.",
    parameters: {
      license: { about: "The licence, as a file or as text.", required: true, type: "file" },
      format: { about: "`xml`: the answer comes as XML." },
    },
  },
];

/** Whatever it says, it is not looked into: to accept it would be to promise something. */
async function setSupport({ fields, files }: Call): Promise<Reply> {
  if (!files.has("license") && (text(fields, "license") ?? "") === "") throw missing("license");
  const problem = {
    code: "refused",
    message: "This product takes no licence: nothing in it is limited.",
  } as const;
  if (text(fields, "format")?.toLowerCase() === "xml") return xmlFailure(problem);
  throw new Refusal(problem);
}
