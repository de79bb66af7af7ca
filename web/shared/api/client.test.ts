import assert from "node:assert/strict";
import test from "node:test";
import { type ApiOptions, makeApi } from "./client.ts";
import { ApiError } from "./envelope.ts";

type Sent = { url: string; init: RequestInit };

function anApi(
  answer: { status?: number; text?: string; offline?: boolean },
  more: Partial<ApiOptions> = {},
) {
  const sent: Sent[] = [];
  let expired = 0;
  const api = makeApi({
    async fetch(url, init) {
      sent.push({ url: String(url), init: init ?? {} });
      if (answer.offline) throw new TypeError("Failed to fetch");
      return new Response(answer.text ?? '{"result":{"status":true,"value":1}}', {
        status: answer.status ?? 200,
      });
    },
    proof: () => ({ parameters: { session: "s3ss10n" } }),
    language: () => "de",
    onSessionExpired: () => {
      expired += 1;
    },
    ...more,
  });
  return { api, sent, expired: () => expired };
}

test("a read sends its parameters and the session in the query, and leaves out what is not set", async () => {
  const { api, sent } = anApi({});
  assert.deepEqual(await api.get("/a", { page: 2, query: "ä&b", serial: undefined }), {
    value: 1,
    detail: undefined,
  });
  assert.equal(sent[0]!.url, "/a?page=2&query=%C3%A4%26b&session=s3ss10n");
  assert.equal((sent[0]!.init.headers as Record<string, string>)["accept-language"], "de");
});

test("a write sends JSON with the session in it", async () => {
  const { api, sent } = anApi({});
  await api.post("/a", { serial: "T1", pin: "" });
  assert.deepEqual(JSON.parse(String(sent[0]!.init.body)), { serial: "T1", pin: "", session: "s3ss10n" });
});

test("a header that proves the session goes with every call", async () => {
  const { api, sent } = anApi({}, { proof: () => ({ headers: { "x-csrf-token": "t" } }) });
  await api.post("/a");
  assert.equal((sent[0]!.init.headers as Record<string, string>)["x-csrf-token"], "t");
  assert.equal((sent[0]!.init.headers as Record<string, string>)["content-type"], "application/json");
});

test("status 401 is reported once as an ended session and thrown as one", async () => {
  const { api, expired } = anApi({ status: 401, text: "{}" });
  await assert.rejects(
    api.get("/a"),
    (error) => error instanceof ApiError && error.problem.kind === "expired",
  );
  assert.equal(expired(), 1);
});

test("no answer is told apart from a bad one", async () => {
  await assert.rejects(anApi({ offline: true }).api.get("/a"), { message: "unreachable" });
  await assert.rejects(anApi({ status: 500, text: "<h1>oops" }).api.get("/a"), { message: "failed" });
});

test("a raw read gives the JSON as it is, but an error envelope is still an error", async () => {
  assert.deepEqual(await anApi({ text: '{"page":1,"rows":[]}' }).api.getRaw("/h"), { page: 1, rows: [] });
  const denied = '{"result":{"status":false,"error":{"code":410,"message":"ERR410: no"}}}';
  await assert.rejects(anApi({ text: denied }).api.getRaw("/h"), { message: "denied: no" });
  await assert.rejects(anApi({ status: 401, text: denied }).api.getRaw("/h"), { message: "expired" });
});
