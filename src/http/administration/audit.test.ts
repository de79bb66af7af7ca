// The audit trail as administrators and their spreadsheets read it.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startWire } from "../../../test/support/wire.ts";
import { auditEntry } from "../../core/audit.ts";

const wire = await startWire();
after(() => wire.close());

const identity = { username: "admin", realm: "linotp_admins", resolver: "LinOTP_local_admins" };
const minted = await fetch(`${wire.address}/__test/mint`, {
  method: "POST",
  body: JSON.stringify(identity),
  headers: { "content-type": "application/json" },
});
const { access_token } = (await minted.json()) as { access_token: string };

const at = Date.parse("2026-01-02T03:04:05.678Z");
const origin = { at, client: "10.0.0.1", administrator: "" };
for (let index = 1; index <= 20; index++) {
  const user = index % 2 === 0 ? "ada" : "eve";
  const note = { user, realm: "lab", success: user === "ada", info: index === 1 ? 'say "no"' : "" };
  await wire.world.store.record(auditEntry({ ...origin, action: "validate/check" }, note));
}

interface Found {
  page: number;
  total: number;
  rows: { id: number; cell: (string | number)[] }[];
  data?: string[];
}

async function fetched(fields: Record<string, string>): Promise<Response> {
  const query = new URLSearchParams(fields);
  return fetch(`${wire.address}/audit/search?${query}`, {
    headers: { cookie: `access_token_cookie=${access_token}` },
  });
}

async function search(fields: Record<string, string>): Promise<Found> {
  return (await (await fetched(fields)).json()) as Found;
}

const validate = { action: "validate%" };
const ids = ({ rows }: Found): number[] => rows.map(({ id }) => id);

test("a page is a page, sorted as asked", async () => {
  const first = await search({ ...validate, rp: "3", page: "1" });
  assert.deepEqual([first.page, first.total, ids(first)], [1, 20, [1, 2, 3]]);
  assert.deepEqual(
    ids(await search({ ...validate, rp: "3", page: "2", sortname: "number", sortorder: "desc" })),
    [17, 16, 15],
  );
  assert.equal((await search({ ...validate, page: "1" })).rows.length, 15);
  assert.equal((await search({ ...validate, page: "1", rp: "abc" })).rows.length, 15);
  assert.deepEqual(ids(await search({ ...validate, page: "0", rp: "1" })), [1]);
  assert.deepEqual(ids(await search({ ...validate, page: "99", rp: "10" })), []);
});

test("without a page everything comes", async () => {
  const all = await search(validate);
  assert.deepEqual([all.rows.length, all.total, all.page], [20, 20, 1]);
  assert.deepEqual(ids(await search({ ...validate, sortorder: "desc" })), ids(all).reverse());
});

test("a row has LinOTP's columns", async () => {
  const { rows, data } = await search({ ...validate, rp: "1", page: "1", headers: "1" });
  const [server] = [rows[0]!.cell[13]];
  const row = [
    1,
    "2026-01-02T03:04:05.678+00:00",
    "OK",
    "",
    "validate/check",
    "0",
    "",
    "",
    "eve",
    "lab",
    "''",
    "",
  ];
  assert.deepEqual(rows[0]!.cell, [...row, 'say "no"', server, "10.0.0.1", "INFO", 0]);
  assert.equal(data?.length, 17);
});

test("columns are searched one by one, together, and by a query", async () => {
  const total = async (fields: Record<string, string>): Promise<number> =>
    (await search({ page: "1", ...fields })).total;
  assert.equal(await total({ ...validate, user: "ada" }), 10);
  assert.equal(await total({ ...validate, user: "ada", success: "0" }), 0);
  assert.equal(await total({ query: "eve", qtype: "user", client: "nobody" }), 10);
  assert.equal(await total({ query: "user=eve;realm=la%", qtype: "extsearch" }), 10);
  const either = await search({ user: "ad%", info: "say%", or: "true" });
  assert.equal(either.rows.filter(({ cell }) => cell[4] === "validate/check").length, 11);
  assert.equal(await total({ ...validate, log_level: "INFO" }), 20);
  assert.equal(await total({ ...validate, log_level: "DEBUG" }), 0);
  assert.equal(await total({ user: "%' or '1'='1" }), 0);
});

test("a column that does not exist is refused", async () => {
  for (const fields of [
    { query: "x", qtype: "password" },
    { query: "x", qtype: "extsearch" },
    { query: "a=b", qtype: "extsearch" },
  ]) {
    const { result } = (await search(fields as Record<string, string>)) as unknown as {
      result: { error: { code: number } };
    };
    assert.equal(result.error.code, 905);
  }
});

test("a spreadsheet gets lines, and their heads when it asks", async () => {
  const response = await fetched({ outform: "csv", ...validate, user: "eve", headers: "" });
  assert.equal(response.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.equal(response.headers.get("content-disposition"), "attachment; filename=linotp-audit.csv");
  const lines = (await response.text()).split("\n");
  assert.match(lines[0]!, /^"number", "date", "sig_check"/);
  assert.match(
    lines[1]!,
    /^1, "2026-01-02T03:04:05\.678\+00:00", "OK", "", "validate\/check", "0", .*"say 'no'"/,
  );
  assert.equal(lines.length, 1 + 10 + 2);
});

test("long trails come in pieces, each record once, although others write meanwhile", async () => {
  for (let index = 0; index < 2500; index++)
    void wire.world.store.record(auditEntry({ ...origin, action: "long" }, {}));
  await wire.world.store.record(auditEntry({ ...origin, action: "long" }, {}));
  const pending = search({ action: "long", sortorder: "desc" });
  for (let index = 0; index < 50; index++)
    await wire.world.store.record(auditEntry({ ...origin, action: "long" }, {}));
  const { rows, total } = await pending;
  assert.equal(rows.length, total);
  assert.equal(new Set(rows.map(({ id }) => id)).size, total);
});

test("only those who may look, look", async () => {
  const { store } = wire.world;
  const text = {
    name: "aud",
    scope: "audit",
    action: "view",
    user: "nobody",
    realm: "*",
    client: "*",
    time: "* * * * * *;",
    active: true,
  };
  await store.decide({ settings: true }, () => ({
    outcome: undefined,
    changes: [{ kind: "setting.put", family: "policy", name: "aud", value: text }],
    audit: auditEntry({ ...origin, action: "test" }, {}),
  }));
  const { result } = (await search({})) as unknown as {
    result: { error: { code: number; message: string } };
  };
  assert.deepEqual(result.error, {
    code: 410,
    message:
      "ERR410: You do not have the administrative right to view the audit trail. You are missing a policy scope=audit, action=view",
  });
});
