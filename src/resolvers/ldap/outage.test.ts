// Directories that are down, deaf, slow, broken or hostile: an outage is never an answer, and recovery needs nobody.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { ldapSettings, plainVault } from "../../../test/support/ldap/settings.ts";
import { reader, slapdMissing, startSlapd } from "../../../test/support/ldap/slapd.ts";
import { Refusal } from "../../core/problem.ts";
import type { Resolver } from "../../core/user.ts";
import { openResolver } from "../index.ts";

const absent = async () => undefined;
const opened: Resolver[] = [];
after(() => {
  for (const resolver of opened) resolver.close?.();
});

interface Clock {
  at: number;
}

function resolverOn(
  directory: { readonly url: string; readonly authority: string },
  changed: Readonly<Record<string, string>> = {},
  clock: Clock = { at: 0 },
): Resolver {
  const resolver = openResolver(ldapSettings(directory, { TIMEOUT: "3", ...changed }), {
    store: { people: async () => [], personByLogin: absent, personByUid: absent },
    passwords: { verify: async () => false, verifyNobody: async () => false },
    here: "/",
    vault: plainVault,
    now: () => clock.at,
    random: randomBytes,
  });
  opened.push(resolver);
  return resolver;
}

const people = [{ uid: "alice", number: "1", surname: "Liddell", password: "wonder" }];
const unavailable = (error: unknown) => error instanceof Refusal && error.problem.code === "unavailable";

describe("when a directory fails", { skip: slapdMissing() ?? false }, () => {
  test("the next server in the list answers, and the first one is left alone for 30 s", async () => {
    const [first, second] = await Promise.all([startSlapd(people), startSlapd(people)]);
    const clock = { at: 0 };
    const both = { url: `${first.url},${second.url}`, authority: `${first.authority}${second.authority}` };
    const resolver = resolverOn(both, { UIDTYPE: "uidNumber" }, clock);
    const isRight = async () => {
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      assert.equal(await resolver.verifyPassword("1", "wonder"), true);
      assert.equal(await resolver.verifyPassword("1", "wrong"), false);
    };
    try {
      await isRight();
      assert.equal((await second.binds()).length, 0);
      await first.kill();
      await isRight();
      assert.equal(resolver.outage?.(), undefined);
      await first.restart();
      const before = (await first.binds()).length;
      await isRight();
      assert.equal((await first.binds()).length, before);
      clock.at = 30_001;
      await isRight();
      assert.ok((await first.binds()).length > before);
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  test("of two servers one may be stopped or frozen under load: logins go on at the other", async () => {
    const [first, second] = await Promise.all([startSlapd(people), startSlapd(people)]);
    const both = { url: `${first.url},${second.url}`, authority: `${first.authority}${second.authority}` };
    const resolver = resolverOn(both, { UIDTYPE: "uidNumber" });
    let [isLoaded, right] = [true, 0];
    const ask = async (password: string) => {
      while (isLoaded) {
        // What was on its way to the server that stopped is not asked again elsewhere: it could count twice.
        const answer = await resolver.verifyPassword("1", password).catch((error: unknown) => {
          assert.ok(unavailable(error), String(error));
          return undefined;
        });
        if (answer !== undefined) assert.equal(answer, password === "wonder");
        if (answer === true) right++;
        await new Promise((later) => setImmediate(later));
      }
    };
    const progress = async () => {
      const so = right;
      while (right < so + 20) await new Promise((later) => setTimeout(later, 5));
    };
    const load = Promise.all(["wonder", "wrong", "wonder", "wrong"].map(ask));
    try {
      await progress();
      await first.kill();
      await progress();
      assert.equal(resolver.outage?.(), undefined);
      await first.restart();
      await second.freeze();
      await progress();
      second.thaw();
      isLoaded = false;
      await load;
      assert.equal(await resolver.verifyPassword("1", "wonder"), true);
    } finally {
      isLoaded = false;
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  test("a server that stops is an outage for everything that is asked, until it is back", async () => {
    const slapd = await startSlapd(people);
    const resolver = resolverOn(slapd, { UIDTYPE: "uidNumber" });
    try {
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      await slapd.kill();
      for (let round = 0; round < 2; round++) {
        await assert.rejects(resolver.byLogin("alice"), unavailable);
        await assert.rejects(resolver.byUid("1"), unavailable);
        await assert.rejects(resolver.search({ username: "*" }), unavailable);
        await assert.rejects(resolver.verifyPassword("1", "wonder"), unavailable);
      }
      assert.match(resolver.outage?.() ?? "", /connection was refused/);
      await slapd.restart();
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      assert.equal(resolver.outage?.(), undefined);
    } finally {
      await slapd.stop();
    }
  });

  test("a server that has gone deaf is given up in time, with one attempt at a password", async () => {
    const slapd = await startSlapd(people);
    const resolver = resolverOn(slapd, { UIDTYPE: "uidNumber" });
    try {
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      await slapd.freeze();
      await assert.rejects(resolver.byLogin("alice"), unavailable);
      await assert.rejects(resolver.verifyPassword("1", "wonder"), unavailable);
      assert.match(resolver.outage?.() ?? "", /no answer/);
      slapd.thaw();
      assert.equal(await resolver.verifyPassword("1", "wonder"), true);
      const asAlice = (await slapd.binds()).filter((dn) => dn.startsWith("uid=alice"));
      assert.equal(asAlice.length, 1);
    } finally {
      await slapd.stop();
    }
  });

  test("an account of ours that is refused is not tried again at once, lest it be locked", async () => {
    const slapd = await startSlapd(people);
    const clock = { at: 0 };
    const resolver = resolverOn(slapd, { BINDPW: "wrong" }, clock);
    try {
      for (let round = 0; round < 20; round++) await assert.rejects(resolver.byLogin("alice"), unavailable);
      assert.deepEqual(await slapd.binds(), [reader.dn]);
      clock.at = 30_001;
      await assert.rejects(resolver.byLogin("alice"), unavailable);
      assert.equal((await slapd.binds()).length, 2);
    } finally {
      await slapd.stop();
    }
  });

  test("restarts under load accept nothing wrong, and end by themselves", async () => {
    const slapd = await startSlapd(people);
    const resolver = resolverOn(slapd, { UIDTYPE: "uidNumber", TIMEOUT: "4" });
    let [isLoaded, right, out] = [true, 0, 0];
    const ask = async (password: string) => {
      while (isLoaded) {
        const answer = await resolver.verifyPassword("1", password).catch((error: unknown) => {
          assert.ok(unavailable(error), String(error));
          return undefined;
        });
        if (answer === undefined) out++;
        else assert.equal(answer, password === "wonder");
        if (answer === true) right++;
        await new Promise((later) => setImmediate(later));
      }
    };
    const load = Promise.all([..."aabbcc"].map((_, n) => ask(n % 2 === 0 ? "wonder" : "wrong")));
    try {
      for (let round = 0; round < 3; round++) {
        const so = right;
        while (right < so + 10) await new Promise((later) => setTimeout(later, 5));
        await slapd.kill();
        const far = out;
        while (out < far + 5) await new Promise((later) => setTimeout(later, 5));
        await slapd.restart();
      }
      isLoaded = false;
      await load;
      assert.equal(await resolver.verifyPassword("1", "wonder"), true);
      assert.equal(await resolver.verifyPassword("1", "wrong"), false);
    } finally {
      isLoaded = false;
      await slapd.stop();
    }
  });
});

/** A server that says what it likes. */
async function impostor(react: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    react(socket);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `ldap://127.0.0.1:${port}`, authority: "", stop };
}

test("nonsense instead of an answer is an outage", async () => {
  let said = Buffer.alloc(0);
  const server = await impostor((socket) => {
    socket.once("data", () => socket.end(said));
  });
  const changed = { CACERTIFICATE: "", TIMEOUT: "0.2" };
  try {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.boolean(), async (bytes, isEnforced) => {
        said = Buffer.from(bytes);
        const resolver = resolverOn(server, { ...changed, EnforceTLS: String(isEnforced) });
        await assert.rejects(resolver.byLogin("alice"), unavailable);
      }),
      { numRuns: 40 },
    );
  } finally {
    server.stop();
  }
});

test("a server that does not speak TLS gets no password of ours", async () => {
  for (const answer of ["300c02010178070a010204000400", "300c02010178070a0100040004003003", ""]) {
    let heard = "";
    const server = await impostor((socket) => {
      socket.on("data", (part) => {
        heard += part.toString("latin1");
        socket.write(Buffer.from(answer, "hex"));
      });
    });
    const resolver = resolverOn(server, { CACERTIFICATE: "", TIMEOUT: "0.4" });
    await assert.rejects(resolver.byLogin("alice"), unavailable);
    assert.equal(heard.includes(reader.password), false);
    assert.match((await resolver.test?.())?.desc as string, /StartTLS|no answer/);
    server.stop();
  }
});
