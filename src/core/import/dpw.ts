// Day passwords: `serial key`, one device on a line (contract 05 section 4). The key is any text.

import { type Entry, entryOf, fault, linesOf } from "./entry.ts";

/** Blank lines and comments are skipped. */
export function readDpw(text: string): readonly Entry[] {
  return linesOf(text).flatMap(({ where, text: line }) => {
    if (line === "" || line.startsWith("#")) return [];
    const [, serial = "", key = ""] = /^(\S+)\s+(\S.*)$/.exec(line) ?? [];
    if (serial === "") throw fault(where, "There must be a serial number and a key.");
    return [entryOf({ where, serial, type: "dpw", key, anyText: true })];
  });
}
