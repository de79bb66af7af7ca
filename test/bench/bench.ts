// npm run bench: what a check costs, beside the floors it stands on. Ratios within one run are what counts; absolute
// figures depend on the machine and on what else it does.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "../../src/compose.ts";
import { hotp } from "../../src/core/otp/hotp.ts";
import { ensureSettings } from "../../src/operations/first-start.ts";
import { openKeyFile } from "../../src/vault/key-file.ts";
import { measureCommits } from "./commits.ts";
import { fire, type Measured, residentMegabytes, type Shot } from "./load.ts";
import { measurePeopleSearch } from "./people-search.ts";
import { type Kind, loginOf, pin, populate, seedOf } from "./population.ts";

const people = Number(process.argv[2] ?? 100_000);
const connections = [1, 16, 64] as const;
const requestsAt: Readonly<Record<number, number>> = { 1: 1_000, 16: 6_000, 64: 12_000 };
const rounds = 3;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  try {
    await prepare(folder);
    await measure(folder);
    say("");
    await measurePeopleSearch(people, say);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string): Promise<void> {
  const from = Date.now();
  const keyFile = join(folder, "latchkey.keys");
  const { keys } = await openKeyFile({ path: keyFile, random: randomBytes, create: true });
  const database = `sqlite:${join(folder, "latchkey.sqlite")}`;
  const { world, close } = await compose({
    database,
    keys,
    here: folder,
    now: Date.now,
    random: randomBytes,
  });
  await ensureSettings(world);
  await populate(world, people, (done) => {
    if (done % 10_000 === 0) process.stdout.write(`\r${done.toLocaleString("en")} people with a token each`);
  });
  await close();
  say(` in ${((Date.now() - from) / 1000).toFixed(1)} s`);
}

interface Kit {
  readonly next: () => Shot;
  readonly expects: (body: string) => boolean;
}

const echoes: Kit = { next: () => ({ path: "/validate/check", body: "user=a&pass=b" }), expects: () => true };

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly pid: number;
  readonly startMs: number;
}

/** `ready` finds the port in what the process prints. */
async function start(file: string, env: NodeJS.ProcessEnv, ready: RegExp): Promise<Running> {
  const from = performance.now();
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    let printed = "";
    child.stdout?.on("data", (chunk) => {
      printed += String(chunk);
      const found = ready.exec(printed);
      if (found !== null) resolve(Number(found[1]));
    });
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}: ${printed}`)));
  });
  return { child, port, pid: child.pid ?? 0, startMs: performance.now() - from };
}

async function stop({ child }: Running): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.removeAllListeners("exit").once("exit", () => undefined);
  child.kill("SIGTERM");
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3_000))]);
}

async function measure(folder: string): Promise<void> {
  const env = {
    LATCHKEY_DATA: folder,
    LATCHKEY_KEY_FILE: join(folder, "latchkey.keys"),
    LATCHKEY_PORT: "0",
    LATCHKEY_LOG: "error",
  };
  const listening = /http:\/\/127\.0\.0\.1:(\d+)/;
  await stop(await start("src/main.ts", env, listening));
  const server = await start("src/main.ts", env, listening);
  const echo = await start("test/bench/echo.ts", {}, listening);
  say(
    `second start ${server.startMs.toFixed(0)} ms; memory at rest ${residentMegabytes(server.pid).toFixed(0)} MB`,
  );
  say("");
  say("                     conn.    req/s   p50 ms   p99 ms  CPU µs   x echo  x commit");
  const floors = new Map<number, Measured>();
  for (const count of connections) floors.set(count, await median(echo, count, echoes));
  for (const [count, floor] of floors) say(row({ name: "HTTP echo", count, measured: floor }));
  const commits = await measureCommits(folder, connections);
  for (const [count, commit] of commits)
    say(row({ name: "group commit alone", count, measured: commit, echo: floors.get(count) }));
  for (const [name, shots] of Object.entries(kinds())) {
    for (const count of connections) {
      const measured = await median(server, count, shots);
      say(row({ name, count, measured, echo: floors.get(count), commit: commits.get(count) }));
    }
  }
  say("");
  say(`memory after the load ${residentMegabytes(server.pid).toFixed(0)} MB`);
  await stop(echo);
  await stop(server);
}

/** The round whose CPU time is in the middle. */
async function median(server: Running, count: number, { next, expects }: Kit): Promise<Measured> {
  const measured: Measured[] = [];
  const requests = requestsAt[count] ?? 1_000;
  for (let round = 0; round < rounds; round++) {
    measured.push(
      await fire({ port: server.port, pid: server.pid, connections: count, requests, shot: next, expects }),
    );
  }
  const sorted = measured.toSorted((left, right) => left.cpuMicrosPerRequest - right.cpuMicrosPerRequest);
  const middle = sorted[Math.floor(rounds / 2)];
  if (middle === undefined) throw new Error("no round was measured");
  return { ...middle, unexpected: measured.reduce((sum, each) => sum + each.unexpected, 0) };
}

/** Each right OTP is a fresh one: the next counter of the next person, or this step's value of a person not yet seen. */
function kinds(): Readonly<Record<string, Kit>> {
  const half = Math.floor(people / 2);
  let hmac = 0;
  let totp = 0;
  let wrong = 0;
  const accepted = (body: string) => body.includes('"value": true');
  const post = (kind: Kind, index: number, otp: string): Shot => ({
    path: "/validate/check",
    body: `user=${loginOf(kind, index)}&pass=${pin}${otp}`,
  });
  const value = (kind: Kind, index: number, counter: number) =>
    hotp({ seed: seedOf(kind, index), hash: "sha1", digits: 6 }, counter);
  return {
    "right HOTP + PIN": {
      next: () => {
        const n = hmac++;
        return post("hmac", n % half, value("hmac", n % half, Math.floor(n / half)));
      },
      expects: accepted,
    },
    "wrong OTP": {
      next: () => {
        const n = wrong++ % half;
        return post(
          "hmac",
          n,
          wrongFor((counter) => value("hmac", n, counter)),
        );
      },
      expects: (body) => body.includes('"value": false'),
    },
    "right TOTP + PIN": {
      next: () => {
        const n = totp++;
        return post(
          "totp",
          n % half,
          value("totp", n % half, Math.floor(Date.now() / 30_000) + Math.floor(n / half)),
        );
      },
      expects: accepted,
    },
  };
}

/** By chance any six digits are right for somebody: these are not right for him, as far as his window can have moved. */
function wrongFor(valueAt: (counter: number) => string): string {
  const near = new Set(Array.from({ length: 15 }, (_, counter) => valueAt(counter)));
  return ["000000", "111111", "222222"].find((otp) => !near.has(otp)) ?? "333333";
}

interface Row {
  readonly name: string;
  readonly count: number;
  readonly measured: Measured;
  readonly echo?: Measured | undefined;
  readonly commit?: Measured | undefined;
}

function row({ name, count, measured, echo, commit }: Row): string {
  const cell = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width);
  const ratio = (floor: Measured | undefined) =>
    floor === undefined ? "" : (measured.cpuMicrosPerRequest / floor.cpuMicrosPerRequest).toFixed(1);
  const unexpected = measured.unexpected === 0 ? "" : `  ${measured.unexpected} unexpected answers`;
  return [
    name.padEnd(20),
    cell(count, 6),
    cell(measured.perSecond, 9),
    cell(measured.p50, 9, 2),
    cell(measured.p99, 9, 2),
    cell(measured.cpuMicrosPerRequest, 8),
    ratio(echo).padStart(9),
    ratio(commit).padStart(10),
    unexpected,
  ].join("");
}

await main();
