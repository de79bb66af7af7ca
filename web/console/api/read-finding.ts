// What a test of a directory found: people, or what is wrong at which of its servers.

import { readList, readNumber, readRecord, readText, readTexts } from "../../shared/api/read.ts";

export type Finding =
  | {
      readonly kind: "people";
      readonly count: number;
      /** There are more than the directory's limit lets through. */
      readonly hasMore: boolean;
      /** How a few of them are called. */
      readonly sample: readonly string[];
    }
  | { readonly kind: "trouble"; readonly places: readonly Place[] };

export type Place = {
  /** The address of a server; "" where there is only one. */
  readonly server: string;
  /** In the server's words. */
  readonly says: string;
  readonly works: boolean;
};

/** LDAP: `result` is a word, `desc` people or a text of lines. SQL: `result` is yes or no, `desc` counts rows. */
export function readFinding(value: unknown): Finding {
  const { result, desc, sample } = readRecord(value);
  const shown = readTexts(sample);
  if (result === true)
    return { kind: "people", count: readNumber(readRecord(desc).rows) ?? 0, hasMore: false, sample: shown };
  if (/^success\b/.test(readText(result))) {
    const hasMore = readText(result).includes("SIZELIMIT_EXCEEDED");
    return { kind: "people", count: readList(desc).length, hasMore, sample: shown };
  }
  const text = readText(desc) || readText(readRecord(desc).err_string);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return { kind: "trouble", places: lines.map(readPlace) };
}

function readPlace(line: string): Place {
  const [, server = "", says = line] = /^(ldaps?:\/\/\S+): (.*)$/s.exec(line) ?? [];
  return { server, says, works: says === "works" };
}
