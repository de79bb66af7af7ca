// What the set-up decides, and how it runs other programs.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { test } from "node:test";
import { isInstalled } from "./bootstrap/packages.mjs";

const folder = import.meta.dirname;
type Packages = Readonly<Record<string, { readonly integrity?: string; readonly optional?: boolean }>>;

function installed(lock: Packages, there: Packages): boolean {
  return isInstalled(JSON.stringify({ packages: lock }), JSON.stringify({ packages: there }));
}

test("packages are installed when npm's note agrees with the lock", () => {
  const lock = { "": {}, a: { integrity: "1" }, forArm: { integrity: "2", optional: true } };
  assert.equal(installed(lock, { a: { integrity: "1" } }), true);
  assert.equal(installed(lock, { a: { integrity: "1" }, forArm: { integrity: "2" } }), true);
  assert.equal(isInstalled(JSON.stringify({ packages: lock }), undefined), false);
});

test("a package that is missing, other than locked, or not locked means that they are not", () => {
  const lock = { "": {}, a: { integrity: "1" } };
  assert.equal(installed(lock, {}), false);
  assert.equal(installed(lock, { a: { integrity: "9" } }), false);
  assert.equal(installed(lock, { a: { integrity: "1" }, b: { integrity: "2" } }), false);
  assert.equal(installed(lock, { a: { integrity: "1" }, forMac: { integrity: "2", optional: true } }), true);
});

test("an unknown command is answered with the known ones", () => {
  const { status, stderr } = spawnSync(process.execPath, [resolve(folder, "bootstrap.mjs"), "fly"], {
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /say one of: start, demo/);
});

/** Runs a line of code that may use what child.mjs exports. */
function trying(code: string) {
  const source = `import { quietly, exitCodeOf } from ${JSON.stringify(`${folder}/bootstrap/child.mjs`)}; ${code}`;
  return spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function stderrOf(code: string): Promise<string> {
  const child = trying(code);
  const text: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (part: string) => text.push(part));
  await once(child, "close");
  return text.join("");
}

test("a quiet program is heard only when it fails", async () => {
  const run = (script: string): string =>
    `await quietly("trying", "sh", { args: ["-c", ${JSON.stringify(script)}] });`;
  assert.doesNotMatch(await stderrOf(run("echo hidden")), /hidden/);
  assert.match(await stderrOf(run("echo the reason; exit 3")), /failed, it ended with 3\n\s+the reason/);
  assert.match(
    await stderrOf('await quietly("trying", "no-such-program", { args: [] });'),
    /failed, spawn no-such-program/,
  );
});

test("the program that runs in our place gets our signals and gives us its code", {
  timeout: 60_000,
}, async () => {
  const script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done";
  const child = trying(`process.exitCode = await exitCodeOf("sh", ["-c", ${JSON.stringify(script)}], {});`);
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "close"), [7, null]);
});
