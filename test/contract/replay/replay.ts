// Plays a recorded scenario against a server: the same people ask the same things in the same order at the same time.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Wire } from "../../support/wire.ts";
import { compareAnswers, type Finding, type Names, type OurAnswer, renamed } from "./compare.ts";
import { writePeople } from "./people.ts";
import type { Message, Scenario, Step } from "./scenario.ts";

export interface StepFinding extends Finding {
  readonly step: number;
  readonly path: string;
}

export interface Absences {
  /** Paths that this version does not have. */
  readonly endpoints: readonly string[];
  /** Token types that this version does not have. */
  readonly tokenTypes: readonly string[];
}

/** The outside world of the recording: a mail server that keeps what it is given, and a RADIUS server. */
export interface Outside {
  readonly address: string;
  readonly mails: string[];
  readonly close: () => Promise<void>;
}

export async function startOutside(): Promise<Outside> {
  const mails: string[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const asked = JSON.parse(Buffer.concat(parts).toString("utf8")) as Readonly<Record<string, string>>;
      if (asked["kind"] === "smtp") mails.push(String(asked["message"]));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(outsideAnswer(asked)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => await new Promise<void>((resolve) => server.close(() => resolve()));
  return { address: `http://127.0.0.1:${port}`, mails, close };
}

/** RFC 2865 section 3: 2 accepts, 3 rejects. */
function outsideAnswer({ kind, server, secret, password }: Readonly<Record<string, string>>): object {
  if (kind === "smtp") return { handled: true, errors: {} };
  if (kind !== "radius") return { handled: false };
  const isRight = server === "127.0.0.1" && secret === "testing123" && password === "radpass";
  return { handled: true, code: isRight ? 2 : 3, attributes: {} };
}

type Jar = Map<string, string>;

/** One run of one scenario. */
interface Run {
  readonly base: string;
  readonly outside: Outside;
  readonly folder: string;
  readonly absent: Absences;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly jars: Map<string, Jar>;
  /** Cookies as somebody had them before he logged out. */
  readonly oldJars: Map<string, Jar>;
  readonly names: Names;
  /** Serials of tokens whose type this version does not have. */
  readonly absentSerials: Set<string>;
  readonly findings: StepFinding[];
}

export interface Played {
  readonly findings: readonly StepFinding[];
  /** Which absences were met. */
  readonly met: ReadonlySet<string>;
}

export async function replay(
  scenario: Scenario,
  { wire, outside, absent }: { wire: Wire; outside: Outside; absent: Absences },
): Promise<Played> {
  await wire.reset();
  outside.mails.length = 0;
  const folder = mkdtempSync(join(tmpdir(), "latchkey-replay-"));
  writePeople(join(folder, "passwd"));
  const run: Run = {
    base: wire.address,
    outside,
    folder,
    absent,
    start: Date.parse(scenario.recorded) - scenario.milliseconds,
    jars: new Map(),
    oldJars: new Map(),
    // Where the people are, and which administrators there are.
    names: new Map([
      ["/etc/linotp", folder],
      ["geheim1", "Test123!"],
      ["root2", "seconduser"],
    ]),
    absentSerials: new Set(),
    findings: [],
  };
  const met = new Set<string>();
  try {
    await setUp(run, scenario.scenario);
    for (const step of scenario.steps) {
      const absence = "learns" in step ? learn(run, step) : await play(run, step);
      if (absence !== undefined) met.add(absence);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { findings: run.findings, met };
}

/** The administrator's session, and, unless the scenario is about that, the people and their realm. */
async function setUp(run: Run, name: string): Promise<void> {
  const step = (path: string, params: Record<string, string>): Step => {
    return { note: "", at: 0, as: "admin", method: "POST", path, params, csrf: "own" };
  };
  await send(run, step("/admin/login", { username: "admin", password: "Test123!" }));
  if (name.startsWith("02")) return;
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.passwd1";
  const fileName = "/etc/linotp/passwd";
  await send(run, step("/system/setResolver", { name: "passwd1", type: "passwdresolver", fileName }));
  await send(run, step("/system/setRealm", { realm: "myrealm", resolvers }));
  await send(run, step("/system/setDefaultRealm", { realm: "myrealm" }));
}

function learn(run: Run, { learns }: Message): undefined {
  if (learns.mail !== undefined) {
    const ours = /^(\d{6})\s*$/m.exec(run.outside.mails.at(-1) ?? "")?.[1];
    assert.ok(ours !== undefined, "no mail was sent");
    run.names.set(learns.mail, ours);
  }
  if (learns.sms !== undefined) {
    const [phone, theirs = ""] = learns.sms.split(":");
    const text = readFileSync(join(run.folder, "sms.txt"), "utf8");
    const ours = /:(\d{6})/.exec(text)?.[1];
    assert.ok(ours !== undefined && text.startsWith(`${phone}:`), `no message was written: ${text}`);
    run.names.set(theirs, ours);
  }
}

/** Returns the absence that keeps this step from being compared. */
async function play(run: Run, step: Step): Promise<string | undefined> {
  const absence = absenceAt(run, step);
  if (absence?.startsWith("serial ")) return undefined;
  const ours = await send(run, step);
  if (step.answer === undefined || step.n === undefined) return undefined;
  if (absence !== undefined) {
    assert.ok(isAbsent(ours), `step ${step.n}: ${absence} is there after all: ${ours.text.slice(0, 300)}`);
    if (absence.startsWith("type ")) forgetToken(run, step);
    return absence;
  }
  const sent = JSON.stringify([step.params, step.json]);
  const findings = compareAnswers(step.answer, ours, { names: run.names, sent });
  run.findings.push(
    ...findings.map((finding) => ({ ...finding, step: step.n ?? 0, path: `${step.method} ${step.path}` })),
  );
  return undefined;
}

function absenceAt({ absent, absentSerials }: Run, { path, params }: Step): string | undefined {
  const endpoint = absent.endpoints.find((each) => path === each);
  if (endpoint !== undefined) return endpoint;
  const type = params?.["type"]?.toLowerCase() ?? "";
  const isInit = path === "/admin/init" || path === "/userservice/enroll";
  if (isInit && absent.tokenTypes.includes(type)) return `type ${type}`;
  const serial = params?.["serial"] ?? "";
  return absentSerials.has(serial) ? `serial ${serial}` : undefined;
}

function isAbsent({ status, text }: OurAnswer): boolean {
  return status === 404 || text.includes('"code": 1610');
}

function forgetToken(run: Run, { params, answer }: Step): void {
  const recorded = /"serial":"([^"]+)"/.exec(JSON.stringify(answer?.json ?? ""))?.[1];
  const serial = params?.["serial"] ?? recorded;
  if (serial !== undefined) run.absentSerials.add(serial);
}

async function send(run: Run, step: Step): Promise<OurAnswer> {
  const jar = jarOf(run, step.as);
  const params = renamed(step.params ?? {}, run.names);
  const fields = new URLSearchParams(
    Object.entries(params).map(([key, value]) => [key, own(jar, key, value)]),
  );
  const query = step.method === "GET" && fields.size > 0 ? `?${fields}` : "";
  const response = await fetch(`${run.base}${step.path}${query}`, {
    method: step.method,
    headers: headersOf(run, step, jar),
    redirect: "manual",
    ...(step.method === "GET" ? {} : { body: bodyOf(run, step, fields) }),
  });
  keepCookies(run, step.as, response.headers.getSetCookie());
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Session values are those of our own cookies. */
function own(jar: Jar, key: string, value: string): string {
  if (key === "session" && value.includes("chars)")) return jar.get("user_selfservice") ?? "none";
  if (key === "csrf_token") return jar.get("csrf_access_token") ?? "none";
  return value;
}

function headersOf(run: Run, step: Step, jar: Jar): Record<string, string> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const csrf = step.csrf === "wrong" ? "wrong" : jar.get("csrf_access_token");
  return {
    "x-test-now": new Date(run.start + step.at).toISOString(),
    ...(cookie === "" ? {} : { cookie }),
    ...(step.csrf === undefined || csrf === undefined ? {} : { "x-csrf-token": csrf }),
    ...(step.json === undefined ? {} : { "content-type": "application/json" }),
    ...step.headers,
  };
}

function bodyOf(
  run: Run,
  { json, files }: Step,
  fields: URLSearchParams,
): string | URLSearchParams | FormData {
  if (json !== undefined) return JSON.stringify(renamed(json, run.names));
  if (files === undefined) return fields;
  const form = new FormData();
  for (const [key, value] of fields) form.append(key, value);
  for (const [key, { filename, content }] of Object.entries(files)) {
    form.append(key, new Blob([content]), filename);
  }
  return form;
}

/** Those who come with somebody's old cookies, or with made-up ones. */
function jarOf(run: Run, as: string): Jar {
  const known = run.jars.get(as);
  if (known !== undefined) return known;
  const jar = strangeJars[as]?.(run) ?? new Map<string, string>();
  run.jars.set(as, jar);
  return jar;
}

const strangeJars: Readonly<Record<string, (run: Run) => Jar | undefined>> = {
  "admin-replayed-cookie": ({ oldJars }) => oldJars.get("admin-tmp"),
  replay: ({ oldJars }) => oldJars.get("user50"),
  "garbage-jwt": () => new Map([["access_token_cookie", "garbage"]]),
  tampered: () => new Map([["user_selfservice", "deadbeef"]]),
};

function keepCookies(run: Run, as: string, lines: readonly string[]): void {
  // Whoever is not logged in comes without cookies every time.
  if (as === "anonymous") return;
  const jar = jarOf(run, as);
  for (const line of lines) {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "") {
      if (jar.size > 1 || !run.oldJars.has(as)) run.oldJars.set(as, new Map(jar));
      jar.delete(name);
    } else jar.set(name, value);
  }
}
