import assert from "node:assert/strict";
import { test } from "node:test";
import type { Settings } from "../settings.ts";
import { accessTime } from "./last-access.ts";

const now = Date.UTC(2026, 10, 23, 17, 47, 41, 123);

function remembered(value: string | undefined): string | undefined {
  const entries = value === undefined ? [] : [["token.last_access", { value, type: "", description: "" }]];
  const settings = { config: new Map(entries as []) } as unknown as Settings;
  const time = accessTime(settings, now);
  return time === undefined ? undefined : new Date(time).toISOString();
}

test("without the setting nobody's logins are remembered", () => {
  for (const value of [undefined, "", "False", "false"]) assert.equal(remembered(value), undefined);
});

test("True remembers the very moment", () => {
  assert.equal(remembered("True"), "2026-11-23T17:47:41.123Z");
});

test("a format remembers as much as it shows", () => {
  for (const [format, time] of [
    ["%Y-%m-%d %H:%M:%S.%f", "2026-11-23T17:47:41.123Z"],
    ["%Y-%m-%d %H:%M:%S", "2026-11-23T17:47:41.000Z"],
    ["%Y-%m-%d %H:%M", "2026-11-23T17:47:00.000Z"],
    ["%d.%m.%Y %H h", "2026-11-23T17:00:00.000Z"],
    ["%Y-%m-%d", "2026-11-23T00:00:00.000Z"],
    ["%F", "2026-11-23T00:00:00.000Z"],
    ["%Y-%m", "2026-11-01T00:00:00.000Z"],
    ["%Y", "2026-01-01T00:00:00.000Z"],
  ] as const)
    assert.equal(remembered(format), time, format);
});
