// How checkstatus spells challenges, and what it keeps to itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { aToken, someSettings } from "../../../test/support/build.ts";
import type { Challenge } from "../../core/challenge.ts";
import type { Serial } from "../../core/token.ts";
import { tokenTypes } from "../../tokens/index.ts";
import { challengesOfToken } from "./wire-challenges.ts";

const spelling = { types: tokenTypes, settings: someSettings({}) };
const serial = "T1" as Serial;

function spelled(type: string, data: Challenge["data"]) {
  const challenge: Challenge = {
    ...{ transactionId: "12345678901234567", serial, message: "m", data, status: "open", received: 1 },
    ...{ openedAt: Date.UTC(2026, 2, 1, 12, 0, 0, 7), expiresAt: 0, answered: true, valid: false },
  };
  const row = challengesOfToken(
    { token: aToken({ serial, type, owner: undefined }), challenges: [challenge] },
    spelling,
  );
  const { challenges, tokeninfo } = row as {
    challenges: Record<string, { data: unknown; timestamp: string }>;
    tokeninfo: Record<string, unknown>;
  };
  return { one: challenges["12345678901234567"], tokeninfo };
}

test("of a scanned question the owner's part is told, and its key is not", () => {
  const data = { challenge: "0105067", input: "text", url: "", serial, key: "secret", path: "validate" };
  const { one, tokeninfo } = spelled("ocra2", data);
  assert.deepEqual(one?.data, { challenge: "0105067", serial, input: "text", url: "" });
  assert.deepEqual([tokeninfo["hKeyRequired"], tokeninfo["transId"]], [false, 0]);
  assert.ok(!("hashlibStr" in tokeninfo) && !("authenticated" in tokeninfo));
});

test("of other questions only when they were asked", () => {
  for (const type of ["hmac", "sms", "push"]) {
    const { one } = spelled(type, { counter: 4711, salt: "secret", path: "validate" });
    assert.deepEqual(one?.data, { serial, date: "2026-03-01 12:00:00.007000" }, type);
    assert.equal(one?.timestamp, "2026-03-01 12:00:00");
  }
});
