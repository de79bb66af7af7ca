// FreeRADIUS before something that is no healthy Latchkey node: what it asks, byte by byte, and what it makes of answers.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FakeNode, http, httpUntilClosed, startFakeNode } from "../support/access/fake-node.ts";
import {
  askRadius,
  attribute,
  type Front,
  frontMissing,
  type RadiusQuestion,
  type RadiusReply,
  startFront,
} from "../support/access/front.ts";
import { sendPacket } from "../support/access/packet.ts";

const yes = `{"version":"x","jsonrpc":"2.0802","result":{"status":true,"value":true},"id":1}`;
const no = yes.replace(`"value":true`, `"value":false`);
const question = no
  .replace("}}", "}")
  .replace(`"id":1`, `"detail":{"transactionid":"12345","message":"Code?"},"id":1`);

describe("FreeRADIUS in front of a node that is none", { skip: frontMissing() ?? false }, () => {
  let node: FakeNode;
  let front: Front;
  before(async () => {
    node = await startFakeNode();
    front = await startFront({ nodes: [node.address, node.address] });
  });
  after(async () => {
    await front?.stop();
    await node?.close();
  });

  async function ask(answer: string | undefined, more: Partial<RadiusQuestion> = {}): Promise<RadiusReply> {
    node.answer(answer);
    return await askRadius(front, { user: "alice", pass: "123456", patience: 3, ...more });
  }

  async function arrived(more: Partial<RadiusQuestion>): Promise<URLSearchParams> {
    await ask(http(no), more);
    return new URLSearchParams(node.asked().at(-1));
  }

  test("only the whole answer of a node that says yes lets in", async () => {
    const detailed = yes.replace(`"id":1`, `"detail":{"serial":"A\\"1","error":null,"n":[-1.5e3,{}]},"id":1`);
    const spread = yes.replaceAll(":", " : ").replaceAll(",", ",\n ");
    for (const body of [yes, detailed, spread, `${yes}\n`]) {
      assert.equal((await ask(http(body))).code, "Access-Accept", body);
      assert.equal((await ask(httpUntilClosed(body))).code, "Access-Accept", body);
    }
  });

  test("an answer may be long, but not nested without end", async () => {
    const long = {
      picture: "x".repeat(200_000),
      tokens: Array(500).fill({ message: 'a\n"b', list: [1, true] }),
    };
    assert.equal(
      (await ask(http(yes.replace(`"id":1`, `"detail":${JSON.stringify(long)}`)))).code,
      "Access-Accept",
    );
    const deep = "[".repeat(50_000);
    for (const nested of [deep, `${deep}${"]".repeat(50_000)}`]) {
      assert.equal((await ask(http(yes.replace(`"id":1`, `"id":${nested}`)))).code, "Access-Reject");
    }
    assert.equal((await ask(http(yes))).code, "Access-Accept");
  });

  const forgeries: Readonly<Record<string, string>> = {
    "an empty answer": http(""),
    "a page": http("<html><body>Please sign in</body></html>", { type: "text/html" }),
    "a page that quotes a yes": http(`<html><pre>${yes}</pre></html>`, { type: "text/html" }),
    "a yes after something else": http(`x${yes}`),
    "a yes before something else": http(`${yes}<!-- cached -->`),
    "two answers": http(`${no}${yes}`),
    "a yes inside a text": http(no.replace(`"id":1`, `"detail":${JSON.stringify(yes)},"id":1`)),
    "a yes further inside": http(no.replace(`"id":1`, `"detail":${yes},"id":1`)),
    "a yes in a list": http(`[${yes}]`),
    "a yes as a text": http(yes.replace(`"value":true`, `"value":"true"`)),
    "a yes as a number": http(yes.replace(`"value":true`, `"value":1`)),
    "a no after a yes": http(yes.replace(`"id":1`, `"result":{"status":true,"value":false}`)),
    "a no and a yes in one result": http(yes.replace(`"value":true`, `"value":true,"value":false`)),
    "a value without a status": http(yes.replace(`"status":true,`, "")),
    "a failure with a value": http(yes.replace(`"status":true`, `"status":false`)),
    "an error of Latchkey": http(
      `{"version":"x","jsonrpc":"2.0802","result":{"status":false,"error":{"code":-310,"message":"no"}},"id":0}`,
    ),
    "a yes that is no JSON": http(yes.replace(`"id":1`, `"id":1,`)),
    "a yes without its end": httpUntilClosed(yes.slice(0, -1)),
    "a yes that breaks off": httpUntilClosed(yes.slice(0, yes.indexOf(`,"id"`))),
    "a redirect": http(yes, { status: "302 Found\r\nLocation: /elsewhere" }),
    "a yes that needs a login": http(yes, { status: "401 Unauthorized" }),
    "a yes that is forbidden": http(yes, { status: "403 Forbidden" }),
    "a yes that is not found": http(yes, { status: "404 Not Found" }),
    "a yes out of somebody's cache": http(yes, { status: "203 Non-Authoritative Information" }),
    "a no": http(no),
    "a question without a transaction": http(question.replace("12345", "")),
    "a question with another transaction": http(question.replace("12345", "1 or 2")),
    "a question that breaks off": httpUntilClosed(question.slice(0, -1)),
  };
  for (const [name, bytes] of Object.entries(forgeries)) {
    test(`${name} is a no`, async () => {
      const { code, attributes } = await ask(bytes);
      assert.equal(code, "Access-Reject");
      assert.deepEqual(
        attributes.map(([each]) => each),
        ["Message-Authenticator"],
      );
    });
  }

  const faults: Readonly<Record<string, string>> = {
    "a fault of the node's own": http(yes, { status: "500 Internal Server Error" }),
    "a proxy whose node is off": http(yes, { status: "502 Bad Gateway" }),
    "an answer shorter than it claims": http(yes, { length: yes.length + 1 }),
    "what is no HTTP": yes,
    "half of a status line": "HTTP/1.1 2",
    "a closed connection": "",
  };
  for (const [name, bytes] of Object.entries(faults)) {
    test(`${name} makes it ask the other node, and then be silent`, async () => {
      const before = node.asked().length;
      const { code } = await ask(bytes, { patience: 1 });
      assert.equal(code, "silence");
      assert.equal(node.asked().length, before + 2);
    });
  }

  test("a question is passed on as it was written", async () => {
    const odd = `%{User-Name} \${x} \`id\` €?`;
    const reply = await ask(http(question.replace("Code?", odd)));
    assert.equal(reply.code, "Access-Challenge");
    assert.equal(attribute(reply, "Reply-Message"), odd);
    assert.equal(attribute(reply, "State"), `0x${Buffer.from("12345").toString("hex")}`);
    const [first] = reply.attributes;
    assert.equal(first?.[0], "Message-Authenticator");
  });

  test("a question that is too long for RADIUS is cut, and still a question", async () => {
    const reply = await ask(http(question.replace("Code?", "€".repeat(300))));
    assert.equal(reply.code, "Access-Challenge");
    assert.match(String(attribute(reply, "Reply-Message")), /^€+$/);
  });

  test("names and passwords arrive as they were typed", async () => {
    const texts = [
      `"quoted" and 'single'`,
      "100% %s %n %% %{User-Name} %{exec:/bin/id} %{urlquote:x} $(id) `id`",
      "a&pass=b&client=10.9.9.9&realm=x=y+z;#?/",
      "Jürgen Groß 日本 🎉",
      "back\\slash \\n \\\\ \\x41 \\101",
      "DOMAIN\\alice",
      "alice@example.com",
      "p".repeat(100),
    ];
    for (const text of texts) {
      const fields = await arrived({ user: text, pass: text });
      assert.deepEqual(
        [...fields],
        [
          ["user", text],
          ["pass", text],
          ["client", "127.0.0.2"],
          ["realm", "example"],
        ],
      );
    }
  });

  test("a password has 0 to 128 octets; what is longer is cut before it gets here, and never the right one", async () => {
    for (const length of [1, 16, 17, 127, 128]) {
      const pass = "x".repeat(length);
      assert.equal((await arrived({ pass })).get("pass"), pass);
    }
    node.answer(http(no));
    assert.equal(await sendPacket(front, { user: "alice", pass: "" }), "Access-Reject");
    assert.match(String(node.asked().at(-1)), /^user=alice&pass=&client=/);
    assert.equal((await arrived({ pass: "x".repeat(200) })).get("pass"), "x".repeat(128));
  });

  test("a name with control characters is refused unasked", async () => {
    node.answer(http(yes));
    const before = node.asked().length;
    for (const user of ["alice\0", "alice\0bob", "alice\n", "\talice", "ali\x7fce", "", "\0"]) {
      assert.equal(await sendPacket(front, { user, pass: "x" }), "Access-Reject", JSON.stringify(user));
    }
    assert.equal(node.asked().length, before);
  });

  test("a transaction goes back as the state, and anything else is refused unasked", async () => {
    node.answer(http(yes));
    const asked = { user: "alice", pass: "x" };
    assert.equal(await sendPacket(front, { ...asked, state: "12345.01" }), "Access-Accept");
    assert.match(String(node.asked().at(-1)), /&state=12345\.01$/);
    const before = node.asked().length;
    for (const state of ["x", "1&pass=2", "1%262", "12\n3", "12\n", "-1", "1.", "%{User-Name}"]) {
      assert.equal(await sendPacket(front, { ...asked, state }), "Access-Reject", JSON.stringify(state));
    }
    assert.equal(node.asked().length, before);
  });
});

describe("FreeRADIUS between a node that fails and one that does not", {
  skip: frontMissing() ?? false,
}, () => {
  let nodes: readonly [FakeNode, FakeNode];
  let front: Front;
  before(async () => {
    nodes = [await startFakeNode(), await startFakeNode()];
    front = await startFront({ nodes: [nodes[0].address, nodes[1].address] });
  });
  after(async () => {
    await front?.stop();
    for (const node of nodes ?? []) await node.close();
  });

  test("what the second one says counts", async () => {
    const failing = [http(yes, { status: "500 Oops" }), http(yes, { length: 999 }), ""];
    const said = { [yes]: "Access-Accept", [no]: "Access-Reject", [question]: "Access-Challenge" };
    for (const first of failing) {
      nodes[0].answer(first);
      for (const [second, code] of Object.entries(said)) {
        nodes[1].answer(http(second));
        assert.equal((await askRadius(front, { user: "alice", pass: "x" })).code, code, `${first} ${second}`);
      }
    }
  });

  test("a request that is sent again while the first node is silent is one question", async () => {
    nodes[0].answer(undefined);
    nodes[1].answer(http(yes));
    const before = nodes[1].asked().length;
    const reply = await askRadius(front, { user: "alice", pass: "x", patience: 1, tries: 8 });
    assert.equal(reply.code, "Access-Accept");
    assert.equal(nodes[1].asked().length, before + 1);
  });

  test("a no of the first one is a no", async () => {
    nodes[0].answer(http(no));
    nodes[1].answer(http(yes));
    const before = nodes[1].asked().length;
    assert.equal((await askRadius(front, { user: "alice", pass: "x" })).code, "Access-Reject");
    assert.equal(nodes[1].asked().length, before);
  });
});
