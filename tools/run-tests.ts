// Runs the tests: every file in a process of its own, two at a time, the heavy ones alone after the rest.
// `npm test -- src/core otp` runs only the files whose path contains one of these fragments.

import { globSync } from "node:fs";
import { inOrder } from "./tests/order.ts";
import { closingLine, fileLine, listOfFailures, listOfSkips } from "./tests/report.ts";
import { type FileReport, runFile } from "./tests/run-file.ts";

const patterns = ["src/**/*.test.ts", "tools/**/*.test.ts", "test/**/*.test.ts", "web/**/*.test.ts"];
const atOnce = 2;
/** Longer than any file should take; a file that hangs ends here, with a failure of its own. */
const limitMs = 15 * 60_000;

async function main(fragments: readonly string[]): Promise<number> {
  const { together, alone } = inOrder(globSync(patterns), fragments);
  const total = together.length + alone.length;
  const since = performance.now();
  const reports: FileReport[] = [];
  const stopping = stopOnSignal();
  const work = async (queue: string[]): Promise<void> => {
    for (let path = queue.shift(); path !== undefined && !stopping.aborted; path = queue.shift()) {
      const report = await runFile(path, AbortSignal.any([stopping, AbortSignal.timeout(limitMs)]));
      reports.push(report);
      say(fileLine(report, `${reports.length}/${total}`));
    }
  };
  say(`${total} test files on Node ${process.version}, ${alone.length} of them alone after the rest`);
  const shared = [...together];
  await Promise.all(Array.from({ length: atOnce }, () => work(shared)));
  await work([...alone]);
  say([...listOfFailures(reports), ...listOfSkips(reports)].join("\n"));
  say(`\n${((performance.now() - since) / 1000).toFixed(1)} s in all`);
  return close(reports, fragments);
}

/** Asked to end, we end what we have started first: nothing of a test stays behind. */
function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
  }
  return stopping.signal;
}

function close(reports: readonly FileReport[], fragments: readonly string[]): number {
  const missing = process.env["LATCHKEY_TEST_SKIP"] ?? "";
  if (missing !== "") say(`not installed here: ${missing}`);
  const ran = reports.flatMap((report) => [...report.failures, ...report.passed]).length;
  if (ran === 0) say(`no test ran${fragments.length > 0 ? `; no file matches ${fragments.join(", ")}` : ""}`);
  say(closingLine(reports));
  return ran === 0 || reports.some((report) => report.failures.length > 0) ? 1 : 0;
}

function say(text: string): void {
  if (text !== "") process.stdout.write(`${text}\n`);
}

process.exitCode = await main(process.argv.slice(2));
