// The lines of a passwd file, `login:hash:uid:gid:gecos:home:shell`, and what LinOTP reads out of them (contract 11
// section 2). Pure.

import type { Person, PersonInfo } from "../core/user.ts";

export interface PasswdEntry {
  readonly login: string;
  readonly uid: string;
  readonly hash: string;
  readonly gecos: string;
}

export interface PasswdIndex {
  /** In the order of the file. */
  readonly byLogin: ReadonlyMap<string, PasswdEntry>;
  readonly byUid: ReadonlyMap<string, PasswdEntry>;
  /** Somebody's hash: comparing with it costs what comparing with anybody's costs. */
  readonly someHash: string | undefined;
}

/** Passes over empty lines, comments, lines without login or uid. Of two equal logins or uids the last one counts. */
export function parsePasswd(bytes: Buffer): PasswdIndex {
  const byLogin = new Map<string, PasswdEntry>();
  const byUid = new Map<string, PasswdEntry>();
  let someHash: string | undefined;
  for (const line of decode(bytes).split(/\r?\n/)) {
    const entry = line.startsWith("#") ? undefined : parseLine(line);
    if (entry === undefined) continue;
    byLogin.set(entry.login, entry);
    byUid.set(entry.uid, entry);
    if (someHash === undefined && hasHash(entry)) someHash = entry.hash;
  }
  return { byLogin, byUid, someHash };
}

/** `x` and `*` say that the hash is elsewhere or that nobody may log in. */
export function hasHash({ hash }: PasswdEntry): boolean {
  return hash.length > 1 && !hash.startsWith("!") && !hash.startsWith("*");
}

/** The hash is not part of it. */
export function personOf({ login, uid, gecos }: PasswdEntry): Person {
  const info: Record<string, string> = {
    username: login,
    userid: uid,
    description: gecos,
    ...readGecos(gecos),
  };
  return { uid, login, info: withoutEmpty(info) };
}

/** `Full Name,room,office phone,home phone,email`: the third is the mobile number, the fourth the phone. */
function readGecos(gecos: string): PersonInfo {
  const parts = gecos.split(",");
  const [givenname = "", ...surname] = (parts[0] ?? "").split(" ");
  const numbers = parts.length < 4 ? {} : { mobile: parts[2] ?? "", phone: parts[3] ?? "" };
  const email = parts.slice(4).findLast((part) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(part.trim()));
  return { givenname, surname: surname.join(" "), ...numbers, email: email?.trim() ?? "" };
}

function withoutEmpty(info: PersonInfo): PersonInfo {
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== ""));
}

function parseLine(line: string): PasswdEntry | undefined {
  const [login = "", hash = "", uid = "", , gecos = ""] = line.split(":", 5);
  return login === "" || uid === "" ? undefined : { login, uid, hash, gecos };
}

/** UTF-8 where it is; otherwise line by line, because old files are often mixed with ISO-8859-1. */
function decode(bytes: Buffer): string {
  const strict = new TextDecoder("utf-8", { fatal: true });
  try {
    return strict.decode(bytes);
  } catch {
    return splitLines(bytes).map(decodeLine).join("\n");
  }
}

function decodeLine(line: Buffer): string {
  const text = line.toString("utf8");
  return text.includes("\uFFFD") ? line.toString("latin1") : text;
}

function splitLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...lines, bytes.subarray(start)];
}
