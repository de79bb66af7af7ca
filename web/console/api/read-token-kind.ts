// What only tokens of some kinds have: how far their enrollment has come, and what their kind needs to know (contract 03).

import { type Json, readText } from "../../shared/api/read.ts";

/** `app`: it has to scan the code. `confirmation`: it has to confirm. `key`: a passkey or security key has to be made. */
export type Progress = "complete" | "app" | "confirmation" | "key";

/** As they are shown, one after the other. */
export const kindFacts = [
  "hashlib",
  "timeStep",
  "ocrasuite",
  "yubico.tokenid",
  "forward.serial",
  "radius.server",
  "radius.user",
  "radius.local_checkpin",
  "remote.server",
  "remote.serial",
  "remote.user",
  "remote.realm",
  "remote.local_checkpin",
  "rp_id",
] as const;
export type KindFact = (typeof kindFacts)[number];

export type KindFacts = Partial<Readonly<Record<KindFact, string>>>;

export function readKindFacts(info: Json): KindFacts {
  return Object.fromEntries(kindFacts.map((name) => [name, readText(info[name])]));
}

export function readProgress(type: string, info: Json): Progress {
  switch (type) {
    case "qr":
    case "push":
      return progressOfApp(readText(info.state));
    case "fido2":
    case "u2f":
      return readText(info.phase) === "registration1" ? "key" : "complete";
    case "ocra2":
      return progressOfOcra(readText(info.rollout));
    default:
      return "complete";
  }
}

/** It counts its steps, and stops counting when it is done. */
function progressOfOcra(step: string): Progress {
  if (step === "") return "complete";
  return step === "1" ? "app" : "confirmation";
}

function progressOfApp(state: string): Progress {
  if (state === "pairing_url_sent" || state === "unpaired") return "app";
  return state.startsWith("pairing_") && state !== "pairing_complete" ? "confirmation" : "complete";
}
