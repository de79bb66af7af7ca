// Our RADIUS client before servers that lie, stammer and keep silent.

import assert from "node:assert/strict";
import { createHmac, hash, randomBytes } from "node:crypto";
import { createSocket, type RemoteInfo } from "node:dgram";
import { after, test } from "node:test";
import fc from "fast-check";
import type { EgressAnswer, EgressRequest } from "../egress/hub.ts";
import { createOutside } from "./index.ts";
import { readServer } from "./radius.ts";
import { encodeRequest, readAnswer } from "./radius-packet.ts";

const secret = "between us";
type Reply = (packet: Buffer, from: RemoteInfo) => readonly Buffer[];

async function server(reply: Reply) {
  const socket = createSocket("udp4");
  const seen: Buffer[] = [];
  socket.on("message", (packet, from) => {
    seen.push(packet);
    for (const answer of reply(packet, from)) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((ready) => socket.bind(0, "127.0.0.1", ready));
  after(() => socket.close());
  return { seen, socket, server: `127.0.0.1:${socket.address().port}` };
}

interface Wish {
  readonly code?: number;
  readonly identifier?: number;
  readonly secret?: string;
  readonly authenticator?: Buffer;
  readonly proof?: "none" | "wrong" | "twice";
  readonly attributes?: Buffer;
}

/** What an honest server would say, except for what is wished otherwise. */
function answerTo(request: Buffer, wish: Wish = {}): Buffer {
  const key = wish.secret ?? secret;
  const count = { none: 0, wrong: 1, twice: 2 }[wish.proof ?? "wrong"];
  const proofs = Buffer.concat(
    Array.from({ length: count }, () => Buffer.from([80, 18, ...new Uint8Array(16)])),
  );
  const body = Buffer.concat([proofs, wish.attributes ?? Buffer.alloc(0)]);
  const head = Buffer.from([wish.code ?? 2, wish.identifier ?? request[1] ?? 0, 0, 0]);
  head.writeUInt16BE(20 + body.length, 2);
  const packet = Buffer.concat([head, wish.authenticator ?? request.subarray(4, 20), body]);
  if (count > 0) {
    const proof = createHmac("md5", key).update(packet).digest();
    if (wish.proof === "wrong") proof[0] = (proof[0] ?? 0) ^ 1;
    proof.copy(packet, 22);
  }
  hash("md5", Buffer.concat([packet, Buffer.from(key)]), "buffer").copy(packet, 4);
  return packet;
}

const question = {
  kind: "radius",
  secret,
  user: "alice",
  password: "right",
  nasIdentifier: "LinOTP",
} as const;

function asker(timeoutMs = 300) {
  return createOutside({ random: randomBytes, timeoutMs });
}

function textAttribute(type: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([type, text.length + 2]), Buffer.from(text)]);
}

test("an answer that is not genuine is passed over, and the genuine one behind it is taken", async () => {
  const forgeries: Readonly<Record<string, Wish>> = {
    "another secret": { secret: "guessed" },
    "another identifier": { identifier: 256 },
    "another request's authenticator": { authenticator: randomBytes(16) },
    "no Message-Authenticator": { proof: "none" },
    "a wrong Message-Authenticator": { proof: "wrong" },
    "two Message-Authenticators": { proof: "twice" },
    "a code that is no answer": { code: 1 },
    "an attribute that reaches too far": { attributes: Buffer.from([18, 40, 65]) },
    "an attribute without length": { attributes: Buffer.from([18, 0]) },
  };
  for (const [what, wish] of Object.entries(forgeries)) {
    const forged = (request: Buffer) =>
      answerTo(request, {
        ...wish,
        ...(wish.identifier === undefined ? {} : { identifier: ((request[1] ?? 0) + 1) % 256 }),
      });
    const alone = await server((request) => [forged(request)]);
    assert.equal((await asker(120)({ ...question, server: alone.server })).verdict, "unavailable", what);
    const followed = await server((request) => [forged(request), genuine(request, 3)]);
    assert.deepEqual(
      await asker(5000)({ ...question, server: followed.server }),
      { verdict: "refused" },
      what,
    );
  }
});

/** Signed as it should be. */
function genuine(request: Buffer, code: number, attributes = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from([80, 18, ...new Uint8Array(16)]), attributes]);
  const packet = Buffer.concat([
    Buffer.from([code, request[1] ?? 0, 0, 20 + body.length]),
    request.subarray(4, 20),
    body,
  ]);
  createHmac("md5", secret).update(packet).digest().copy(packet, 22);
  hash("md5", Buffer.concat([packet, Buffer.from(secret)]), "buffer").copy(packet, 4);
  return packet;
}

test("an answer from another address is not heard", async () => {
  const stranger = createSocket("udp4");
  after(() => stranger.close());
  const silent = await server((request, from) => {
    stranger.send(genuine(request, 2), from.port, from.address);
    return [];
  });
  assert.equal((await asker()({ ...question, server: silent.server })).verdict, "unavailable");
});

test("each request has its own identifier, authenticator and port, and proves itself first", async () => {
  const ports = new Set<number>();
  const { seen, server: address } = await server((request, from) => {
    ports.add(from.port);
    return [genuine(request, 2)];
  });
  const ask = asker(5000);
  for (let time = 0; time < 8; time++) await ask({ ...question, server: address });
  assert.equal(new Set(seen.map((packet) => packet.toString("hex", 4, 20))).size, 8);
  assert.ok(ports.size > 1 && new Set(seen.map((packet) => packet[1])).size > 1);
  for (const packet of seen) {
    assert.deepEqual([packet[0], packet[20], packet[21]], [1, 80, 18]);
    const zeroed = Buffer.from(packet).fill(0, 22, 38);
    const proof = createHmac("md5", secret).update(zeroed).digest();
    assert.deepEqual(packet.subarray(22, 38), proof);
    assert.equal(packet.includes("right"), false, "the password is hidden");
  }
});

test("a request that got lost is repeated as it was", async () => {
  let count = 0;
  const { seen, server: address } = await server((request) => (++count < 3 ? [] : [genuine(request, 2)]));
  assert.deepEqual(await asker(1000)({ ...question, server: address }), { verdict: "accepted" });
  assert.equal(seen.length, 3);
  assert.deepEqual(seen[0], seen[2]);
});

test("a server that is not there is told at once, and an address that is none, too", async () => {
  const gone = createSocket("udp4");
  await new Promise<void>((ready) => gone.bind(0, "127.0.0.1", ready));
  const { port } = gone.address();
  await new Promise<void>((closed) => gone.close(closed));
  const ask = asker(5000);
  const answer = await ask({ ...question, server: `127.0.0.1:${port}` });
  assert.deepEqual(answer, {
    verdict: "unavailable",
    why: "no connection to the RADIUS server (ECONNREFUSED)",
  });
  for (const address of ["", "a b", "host:0", "host:99999", "radius://host", "[::1"])
    assert.equal((await ask({ ...question, server: address })).verdict, "unavailable", address);
});

test("a challenge's state comes back as hex, its message as one harmless line", async () => {
  const state = "\u0000\u0007ab";
  const attributes = Buffer.concat([
    textAttribute(18, "Say \u001b[31m"),
    textAttribute(18, "it\r\nagain"),
    textAttribute(24, state),
  ]);
  const { server: address } = await server((request) => [genuine(request, 11, attributes)]);
  assert.deepEqual(await asker(5000)({ ...question, server: address }), {
    verdict: "challenged",
    state: "00076162",
    message: "Say  [31mit again",
  });
});

test("servers are written in many ways", () => {
  const usual = 1812;
  assert.deepEqual(readServer("radius.example.com"), { host: "radius.example.com", port: usual });
  assert.deepEqual(readServer(" 10.0.0.1:1645 "), { host: "10.0.0.1", port: 1645 });
  assert.deepEqual(readServer("[fe80::1%eth0]:1645"), { host: "fe80::1%eth0", port: 1645 });
  assert.deepEqual(readServer("[::1]"), { host: "::1", port: usual });
  assert.deepEqual(readServer("2001:db8::7"), { host: "2001:db8::7", port: usual });
});

test("what does not fit into a packet is refused without asking", async () => {
  const { seen, server: address } = await server((request) => [genuine(request, 2)]);
  const ask = asker();
  assert.equal((await ask({ ...question, server: address, password: "p".repeat(129) })).verdict, "refused");
  assert.equal((await ask({ ...question, server: address, user: "u".repeat(254) })).verdict, "refused");
  assert.equal(seen.length, 0);
});

test("no datagram whatever breaks the reader, and none without the secret is believed", () => {
  const authenticator = randomBytes(16);
  const expected = { identifier: 7, authenticator, secret, requireMessageAuthenticator: false };
  const request = encodeRequest({
    ...expected,
    user: "u",
    password: "p",
    state: undefined,
    nasIdentifier: "n",
  });
  const good = genuine(request ?? Buffer.alloc(20), 2);
  assert.equal(readAnswer(good, expected)?.verdict, "accepted");
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
      assert.equal(readAnswer(octets, expected), undefined);
    }),
  );
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bent = Buffer.from(good);
      bent[at] = (bent[at] ?? 0) ^ change;
      assert.equal(readAnswer(bent, expected), undefined);
    }),
  );
});

test("a hub may answer for the server", async () => {
  const asked: EgressRequest[] = [];
  const ask = (answer: Partial<EgressAnswer>) =>
    createOutside({
      random: randomBytes,
      egress: async (request) => {
        asked.push(request);
        return { handled: true, ...answer };
      },
    })({ ...question, server: "radius:1645", state: Buffer.from("s1").toString("hex") });
  assert.deepEqual(await ask({ code: 2 }), { verdict: "accepted" });
  assert.deepEqual(await ask({ code: 3 }), { verdict: "refused" });
  const attributes = { State: ["s2"], "Reply-Message": ["more"] };
  assert.deepEqual(await ask({ code: 11, attributes }), {
    verdict: "challenged",
    state: "7332",
    message: "more",
  });
  assert.equal((await ask({})).verdict, "unavailable");
  assert.deepEqual(await ask({ error: { type: "Timeout", message: "" } }), {
    verdict: "unavailable",
    why: "Timeout",
  });
  assert.deepEqual(asked[0], {
    kind: "radius",
    server: "radius",
    port: 1645,
    secret,
    username: "alice",
    password: "right",
    state: "s1",
    nas_identifier: "LinOTP",
  });
});
