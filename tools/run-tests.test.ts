// What the test runner promises, tried on small folders of test files.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { inOrder } from "./tests/order.ts";

const runner = resolve(import.meta.dirname, "run-tests.ts");

/** Inside a test, node:test refuses to run further files; the runner under test is to act as if it were outside. */
const { NODE_TEST_CONTEXT: _, ...env } = process.env;

/** Runs the runner in a folder with these files; their bodies may use `test`. */
function outcome(files: Readonly<Record<string, string>>, fragments: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "runner-"));
  for (const [path, body] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `import { test, describe } from "node:test";\n${body}\n`);
  }
  const { stdout, status } = spawnSync(process.execPath, [runner, ...fragments], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  return { stdout, status, last: stdout.trimEnd().split("\n").at(-1) };
}

test("a run counts passed, failed and skipped tests, names what was skipped and why, and fails", () => {
  const { stdout, status, last } = outcome({
    "src/a.test.ts": 'test("holds", () => {}); test("no", () => { throw new Error("because"); });',
    "src/b.test.ts": 'describe("group", () => { test("in it", () => {}); test.skip("later", () => {}); });',
    "tools/c.test.ts": 'test("needs a browser", { skip: "no chromium" }, () => {});',
  });
  assert.equal(last, "2 passed, 1 failed, 2 skipped");
  assert.equal(status, 1);
  assert.match(stdout, /FAILED src\/a\.test\.ts: no\n\s+Error: because/);
  assert.match(stdout, /tools\/c\.test\.ts: needs a browser \(no chromium\)/);
});

test("a run in which everything passes succeeds", () => {
  assert.partialDeepStrictEqual(outcome({ "test/a.test.ts": 'test("holds", () => {});' }), {
    status: 0,
    last: "1 passed, 0 failed, 0 skipped",
  });
});

test("a file that cannot be loaded, ends early or holds no test is a failure", () => {
  const cases = { load: 'throw new Error("broken");', early: 'test("x", () => process.exit(0));', empty: "" };
  for (const [name, body] of Object.entries(cases)) {
    const { status, last } = outcome({
      [`src/${name}.test.ts`]: body,
      "src/good.test.ts": 'test("x", () => {});',
    });
    assert.deepEqual([name, status, last], [name, 1, "1 passed, 1 failed, 0 skipped"]);
  }
});

test("a file that does not come to an end is stopped and fails", () => {
  const folder = mkdtempSync(join(tmpdir(), "runner-"));
  const file = join(folder, "hangs.test.ts");
  writeFileSync(file, 'import { test } from "node:test"; test("x", () => {}); setInterval(() => {}, 1000);');
  const source = `const { runFile } = await import(${JSON.stringify(`${import.meta.dirname}/tests/run-file.ts`)});
    console.log(JSON.stringify((await runFile(${JSON.stringify(file)}, AbortSignal.timeout(2000))).failures));`;
  writeFileSync(join(folder, "impatient.mjs"), source);
  const { stdout } = spawnSync(process.execPath, [join(folder, "impatient.mjs")], { env, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.match(stdout, /"the file".*aborted due to timeout/);
});

test("a run that is told to end takes its test files with it", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "runner-"));
  const note = join(folder, "pid");
  mkdirSync(join(folder, "src"));
  const body = `fs.writeFileSync(${JSON.stringify(note)}, String(process.pid)); setInterval(() => {}, 1000);`;
  writeFileSync(join(folder, "src/a.test.ts"), `import fs from "node:fs"; ${body}`);
  const child = spawn(process.execPath, [runner], { cwd: folder, env, stdio: "ignore" });
  const ended = once(child, "close");
  while (!existsSync(note) || readFileSync(note, "utf8") === "") await setTimeout(20);
  const pid = Number(readFileSync(note, "utf8"));
  child.kill("SIGTERM");
  assert.deepEqual(await ended, [1, null]);
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  rmSync(folder, { recursive: true });
});

test("a failing subtest is counted once, not again for its parents", () => {
  const { last } = outcome({
    "src/a.test.ts":
      'test("outer", async (t) => { await t.test("inner", () => { throw new Error("x"); }); });',
  });
  assert.equal(last, "0 passed, 1 failed, 0 skipped");
});

test("fragments choose the files, and a choice that matches nothing fails", () => {
  const files = { "src/a.test.ts": 'test("a", () => {});', "src/b.test.ts": 'test("b", () => {});' };
  assert.equal(outcome(files, ["src/a"]).last, "1 passed, 0 failed, 0 skipped");
  assert.partialDeepStrictEqual(outcome(files, ["nowhere"]), {
    status: 1,
    last: "0 passed, 0 failed, 0 skipped",
  });
});

test("what a failing file printed is shown, what a good one printed is not", () => {
  const { stdout } = outcome({
    "src/a.test.ts": 'console.log("from the good one"); test("x", () => {});',
    "src/b.test.ts": 'console.log("from the bad one"); test("x", () => { throw new Error("no"); });',
  });
  assert.doesNotMatch(stdout, /from the good one/);
  assert.match(stdout, /from the bad one/);
});

test("stories, load and crash tests run alone, after the rest", () => {
  assert.deepEqual(
    inOrder(["test/e2e/a.test.ts", "test/b.test.ts", "src/c.alone.test.ts", "src/d.test.ts"], []),
    {
      together: ["src/d.test.ts", "test/b.test.ts"],
      alone: ["src/c.alone.test.ts", "test/e2e/a.test.ts"],
    },
  );
});
