// What a test run looks like on the screen: a line per file, then failures, skips by name, and one closing line.

import type { FileReport } from "./run-file.ts";

const pathWidth = 56;

export function fileLine(report: FileReport, progress: string): string {
  const mark = report.failures.length > 0 ? "FAIL" : "ok  ";
  const counts = [
    `${report.passed.length} passed`,
    ...(report.failures.length > 0 ? [`${report.failures.length} failed`] : []),
    ...(report.skips.length > 0 ? [`${report.skips.length} skipped`] : []),
  ];
  const time = `${(report.durationMs / 1000).toFixed(1)} s`;
  const names = report.failures.map((failure) => `\n       - ${failure.name}`);
  return `${mark} ${progress.padStart(7)} ${report.path.padEnd(pathWidth)} ${counts.join(", ")}, ${time}${names.join("")}`;
}

export function listOfFailures(reports: readonly FileReport[]): readonly string[] {
  return reports.flatMap(({ path, failures }) =>
    failures.map(({ name, detail }) => `\nFAILED ${path}: ${name}\n${indented(detail)}`),
  );
}

export function listOfSkips(reports: readonly FileReport[]): readonly string[] {
  const lines = reports.flatMap(({ path, skips }) =>
    skips.map(({ name, reason }) => `  ${path}: ${name} (${reason})`),
  );
  return lines.length === 0 ? [] : ["\nskipped:", ...lines];
}

/** The last line of a run; other programs read it. */
export function closingLine(reports: readonly FileReport[]): string {
  const sum = (count: (report: FileReport) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  const passed = sum((report) => report.passed.length);
  const failed = sum((report) => report.failures.length);
  const skipped = sum((report) => report.skips.length);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
