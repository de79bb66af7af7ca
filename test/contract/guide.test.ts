// The rollout guide, walked by a shell: its commands are run as they stand, and its answers are compared.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { welcome } from "../../src/operations/welcome.ts";
import { startWire, type Wire } from "../support/wire.ts";

interface Step {
  readonly commands: string;
  /** What the guide shows: a part of the answer, with `…` for what differs from run to run. */
  readonly shown: unknown;
}

const guide = readFileSync(new URL("../../docs/guides/rollout.md", import.meta.url), "utf8");
const steps = stepsOf(guide);
const mark = "--- end of step ---";

let wire: Wire;
const folder = mkdtempSync(join(tmpdir(), "latchkey-guide-"));
before(async () => {
  wire = await startWire();
  await welcome(wire.world);
});
after(async () => {
  await wire.close();
  rmSync(folder, { recursive: true, force: true });
});

function stepsOf(text: string): readonly Step[] {
  const fence = /^```sh\n([\s\S]*?)^```\n+(?:```json\n([\s\S]*?)^```)?/gm;
  return [...text.matchAll(fence)].map(([, commands = "", shown]) => ({
    commands,
    shown: shown === undefined ? undefined : JSON.parse(shown),
  }));
}

/** One shell for all steps, so that variables live on. Answers the output of each. */
async function walk(): Promise<readonly string[]> {
  const script = steps.map(({ commands }) => `${commands}\nprintf '\\n${mark}\\n'`).join("\n");
  const env = { ...process.env, LATCHKEY: wire.address, ADMIN_PASSWORD: "Test123!" };
  const shell = spawn("sh", ["-e", "-c", script], { cwd: folder, env });
  const printed: string[] = [];
  shell.stdout.setEncoding("utf8").on("data", (text: string) => printed.push(text));
  const complaints: string[] = [];
  shell.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
  const code = await new Promise((resolve) => shell.on("close", resolve));
  assert.equal(code, 0, complaints.join(""));
  return printed.join("").split(mark).slice(0, -1);
}

function fits(shown: unknown, actual: unknown, where: string): void {
  if (typeof shown === "string" && shown.includes("…")) {
    const parts = shown.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    assert.match(String(actual), new RegExp(`^${parts.join("[\\s\\S]*")}$`), where);
  } else if (Array.isArray(shown)) {
    assert.ok(Array.isArray(actual), `${where} is no list`);
    assert.equal(actual.length, shown.length, where);
    shown.forEach((each, index) => {
      fits(each, actual[index], `${where}[${index}]`);
    });
  } else if (typeof shown === "object" && shown !== null) {
    const found = actual as Readonly<Record<string, unknown>>;
    assert.equal(typeof actual, "object", where);
    for (const [name, value] of Object.entries(shown)) fits(value, found[name], `${where}.${name}`);
  } else assert.equal(actual, shown, where);
}

const curlIsHere = spawnSync("curl", ["--version"]).status === 0;

test("every command of the rollout guide does what the guide says", {
  skip: curlIsHere ? false : "curl is not installed",
}, async () => {
  const outputs = await walk();
  assert.equal(outputs.length, steps.length);
  assert.ok(steps.filter(({ shown }) => shown !== undefined).length >= 20);
  steps.forEach(({ commands, shown }, index) => {
    const output = (outputs[index] ?? "").trim();
    if (shown === undefined) return;
    assert.ok(output.startsWith("{"), `${commands}\nprinted: ${output}`);
    fits(shown, JSON.parse(output), commands.trim());
  });
});
