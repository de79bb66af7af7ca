// curl with an address of its own, and what it says about the connection.

import { spawn } from "node:child_process";
import type { FrontDoor } from "./nginx.ts";

export interface Curled {
  readonly status: number;
  /** `1.1`, `2`. */
  readonly version: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

export interface Curl {
  /** The caller's address. */
  readonly from: string;
  readonly headers?: readonly string[];
  /** What a form sends: makes it a POST. */
  readonly form?: Readonly<Record<string, string>>;
  /** The same, encoded already; may be longer than a command line. */
  readonly body?: string;
  /** Further options, as curl spells them. */
  readonly options?: readonly string[];
}

/** By its name, believing its authority alone. */
export function through(door: FrontDoor): (path: string, how: Curl) => Promise<Curled> {
  const { host, port, authority } = door;
  const options = ["--http2", "--cacert", authority, "--resolve", `${host}:${port}:127.0.0.1`];
  return (path, how) =>
    curl(`https://${host}:${port}${path}`, { ...how, options: [...options, ...(how.options ?? [])] });
}

/** A status of 0: no answer in HTTP. */
export async function curl(
  url: string,
  { from, headers = [], form, body: sent, options = [] }: Curl,
): Promise<Curled> {
  const args = ["--silent", "--interface", from, ...options, ...headers.flatMap((line) => ["-H", line])];
  for (const [name, value] of Object.entries(form ?? {})) args.push("--data-urlencode", `${name}=${value}`);
  if (sent !== undefined) args.push("--data-binary", "@-");
  const report = "\\n%{http_code} %{http_version} %{header_json}";
  const child = spawn("curl", [...args, "--write-out", report, url], { stdio: ["pipe", "pipe", "inherit"] });
  // It may be refused before all of it was read.
  child.stdin.on("error", () => undefined).end(sent);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  await new Promise((ended) => child.once("close", ended));
  const [all = "", body = "", status, version = "", json = "{}"] =
    /^([\s\S]*)\n(\d{3}) (\S+) (\{[\s\S]*)$/.exec(said) ?? [];
  if (all === "") throw new Error(`curl said: ${said}`);
  return { body, status: Number(status), version, headers: JSON.parse(json) };
}
