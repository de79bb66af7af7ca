// Asking servers that speak LinOTP's API, and Yubico's: real ones on the loopback, honest and not.

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { after, test } from "node:test";
import type { OutsideAnswer } from "../core/outside.ts";
import { createOutside } from "./index.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

async function peer(respond: (seen: Seen, response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const part of request) body += part;
    const { method = "", url = "" } = request;
    seen.push({ method, url, body });
    respond({ method, url, body }, response);
  };
  const server = createServer((request, response) => void take(request, response));
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const outside = createOutside({ random: randomBytes, timeoutMs: 250 });
const patient = createOutside({ random: randomBytes });

function remote(url: string, path: "check" | "check_s" | undefined = "check") {
  const parameters = { user: "alice", pass: "p&w=ü" };
  return patient({ kind: "linotp", url, path, parameters, verifyCertificate: true });
}

test("the parameters go as a form to where the question says", async () => {
  const { seen, url } = await peer((_, response) => response.end('{"result":{"status":true,"value":true}}'));
  assert.deepEqual(await remote(url), { verdict: "accepted" });
  await remote(`${url}/linotp/`, "check_s");
  await remote(`${url}/validate/check`);
  await remote(`${url}/forward/validate/check?verify_ssl_certificate=true`, undefined);
  assert.deepEqual(
    seen.map((each) => `${each.method} ${each.url}`),
    [
      "POST /validate/check",
      "POST /linotp/validate/check_s",
      "POST /validate/check",
      "POST /forward/validate/check?verify_ssl_certificate=true",
    ],
  );
  assert.deepEqual(Object.fromEntries(new URLSearchParams(seen[0]?.body)), { user: "alice", pass: "p&w=ü" });
});

test("nothing but true is a yes, nothing but false a no, and a no with detail is a question", async () => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const cases: readonly (readonly [string, OutsideAnswer["verdict"]])[] = [
    ['{"result":{"status":true,"value":true}}', "accepted"],
    ['{"result":{"status":true,"value":true},"detail":{"serial":"X"}}', "accepted"],
    ['{"result":{"status":true,"value":false}}', "refused"],
    ['{"result":{"status":true,"value":false},"detail":null}', "refused"],
    ['{"result":{"status":true,"value":false},"detail":{"transactionid":"12"}}', "challenged"],
    ['{"result":{"status":false,"value":true}}', "unavailable"],
    ['{"result":{"status":false,"error":{"code":905}}}', "unavailable"],
    ['{"result":{"status":true,"value":"true"}}', "unavailable"],
    ['{"result":{"status":true,"value":1}}', "unavailable"],
    ['{"result":true,"value":true}', "unavailable"],
    ["true", "unavailable"],
    ["", "unavailable"],
    ["<html>", "unavailable"],
    [`{"detail":${deep},"result":{"status":true,"value":false}}`, "refused"],
    [`{"detail":{"x":"${"y".repeat(70_000)}"},"result":{"status":true,"value":true}}`, "unavailable"],
  ];
  for (const [body, verdict] of cases) {
    const { url } = await peer((_, response) => response.end(body));
    assert.equal((await remote(url)).verdict, verdict, body.slice(0, 80));
  }
});

test("a peer's detail is passed on without what could do harm", async () => {
  const detail =
    '{"transactionid":"4711","message":"Otp: \\u001b[2J","a\\u0000":1,"__proto__":{"x":1},"t":"\\u0000\\ud800"}';
  const body = `{"result":{"status":true,"value":false},"detail":${detail}}`;
  const { url } = await peer((_, response) => response.end(body));
  const answer = await remote(url);
  assert.deepEqual(answer, {
    verdict: "challenged",
    state: "4711",
    message: "Otp:  [2J",
    detail: { transactionid: "4711", message: "Otp: \u001b[2J", t: "\ufffd" },
  });
});

test("redirects are not followed, and a status that is no success is no answer", async () => {
  const other = await peer((_, response) => response.end('{"result":{"status":true,"value":true}}'));
  const redirecting = await peer((_, response) => response.writeHead(307, { location: other.url }).end());
  assert.equal((await remote(redirecting.url)).verdict, "unavailable");
  assert.equal(other.seen.length, 0);
  const broken = await peer((_, response) =>
    response.writeHead(500).end('{"result":{"status":true,"value":true}}'),
  );
  assert.equal((await remote(broken.url)).verdict, "unavailable");
});

test("a server that dribbles costs no more than the time limit, and its words stay out", async () => {
  const { url } = await peer((_, response) => {
    response.write('{"secretword":');
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  });
  const question = { kind: "linotp", url, path: "check", parameters: {}, verifyCertificate: true } as const;
  const answer = await outside(question);
  assert.deepEqual(answer, { verdict: "unavailable", why: "the gateway did not answer in time" });
  for (const address of ["", "ftp://x/", "http://", "nonsense"])
    assert.equal((await outside({ ...question, url: address })).verdict, "unavailable", address);
});

const key = randomBytes(20);
const otp = "vvincredibletrvvincredibletrvvincredibletrhj".slice(0, 44);
type Pairs = Readonly<Record<string, string>>;

function signed(pairs: Pairs, by = key): string {
  const text = Object.keys(pairs)
    .sort()
    .map((name) => `${name}=${pairs[name]}`)
    .join("&");
  const h = createHmac("sha1", by).update(text).digest("base64");
  return [`h=${h}`, ...Object.entries(pairs).map(([name, value]) => `${name}=${value}`), ""].join("\r\n");
}

/** Yubico's side, which checks our signature, too. */
async function yubico(say: (asked: Pairs) => string) {
  return peer(({ url }, response) => {
    const { h, ...asked } = Object.fromEntries(new URL(url, "http://x").searchParams) as Record<
      string,
      string
    >;
    const ours = signed(asked).split("\r\n")[0];
    response.end(ours === `h=${h}` ? say(asked) : signed({ status: "BAD_SIGNATURE" }));
  });
}

function validate(...urls: readonly string[]) {
  const secret = key.toString("base64");
  return patient({ kind: "yubico", urls, id: "87", secret, otp, seconds: 1 });
}

const honest = (status: string) => (asked: Pairs) =>
  signed({
    t: "2026-11-23T10:00:00Z0123",
    otp: asked["otp"] ?? "",
    nonce: asked["nonce"] ?? "",
    sl: "25",
    status,
  });

test("Yubico's yes and no are believed when they are signed answers to our question", async () => {
  const cases: readonly (readonly [(asked: Pairs) => string, OutsideAnswer])[] = [
    [honest("OK"), { verdict: "accepted" }],
    [honest("REPLAYED_OTP"), { verdict: "refused", why: "REPLAYED_OTP" }],
    [honest("BAD_OTP"), { verdict: "refused", why: "BAD_OTP" }],
  ];
  for (const [say, expected] of cases) {
    const { url, seen } = await yubico(say);
    assert.deepEqual(await validate(`${url}/wsapi/2.0/verify`), expected);
    assert.match(seen[0]?.url ?? "", /^\/wsapi\/2\.0\/verify\?id=87&nonce=[0-9a-f]{32}&otp=/);
  }
});

test("no other answer gets anybody in, or locks anybody out", async () => {
  const lies: Readonly<Record<string, (asked: Pairs) => string>> = {
    unsigned: (asked) => `otp=${asked["otp"]}\r\nnonce=${asked["nonce"]}\r\nstatus=OK\r\n`,
    "another key": (asked) => signed({ ...asked, status: "OK" }, randomBytes(20)),
    "another nonce": (asked) => signed({ ...asked, nonce: "0".repeat(32), status: "OK" }),
    "another otp": (asked) => signed({ ...asked, otp: "c".repeat(44), status: "OK" }),
    "no otp": ({ nonce = "" }) => signed({ nonce, status: "OK" }),
    "two statuses": (asked) => `${honest("BAD_OTP")(asked)}status=OK\r\n`,
    "a status appended": (asked) => honest("BAD_OTP")(asked).replace("BAD_OTP", "OK"),
    BACKEND_ERROR: honest("BACKEND_ERROR"),
    REPLAYED_REQUEST: honest("REPLAYED_REQUEST"),
    nothing: () => "",
  };
  for (const [what, say] of Object.entries(lies)) {
    const { url } = await yubico(say);
    assert.equal((await validate(url)).verdict, "unavailable", what);
  }
});

test("Yubico's servers are asked in order until one can tell", async () => {
  const troubled = await yubico(honest("BACKEND_ERROR"));
  const sure = await yubico(honest("OK"));
  const idle = await yubico(honest("BAD_OTP"));
  const verdict = await validate("http://127.0.0.1:9/", troubled.url, sure.url, idle.url);
  assert.deepEqual(verdict, { verdict: "accepted" });
  assert.equal(idle.seen.length, 0);
  assert.equal((await validate()).verdict, "unavailable");
});

test("a hub sees each request with its address and body", async () => {
  const asked: unknown[] = [];
  const ask = createOutside({
    random: (length) => new Uint8Array(length),
    egress: async (request) => {
      asked.push(request);
      return { handled: true, status: 200, body: '{"result":{"status":true,"value":true}}' };
    },
  });
  const url = "https://linotp.example.com";
  await ask({ kind: "linotp", url, path: "check_s", parameters: { serial: "S" }, verifyCertificate: false });
  assert.deepEqual(asked, [
    {
      kind: "http",
      method: "POST",
      url: "https://linotp.example.com/validate/check_s",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "serial=S",
    },
  ]);
});
