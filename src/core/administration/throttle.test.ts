// How long wrong passwords make somebody wait.

import assert from "node:assert/strict";
import { test } from "node:test";
import { auditEntry } from "../audit.ts";
import type { State, Throttle } from "../store.ts";
import { decideAdminLogin, throttleKeys } from "./login.ts";
import { delayMs, mustWait, networkOf } from "./throttle.ts";

test("nineteen mistakes are free, then the wait doubles from half a minute to an hour", () => {
  assert.deepEqual(
    [19, 20, 21, 24, 26, 27, 1000].map((failures) => delayMs(failures) / 1000),
    [0, 30, 60, 480, 1920, 3600, 3600],
  );
  assert.equal(mustWait({ failures: 20, at: 1000 }, 30_999), true);
  assert.equal(mustWait({ failures: 20, at: 1000 }, 31_000), false);
  assert.equal(mustWait({ failures: 19, at: 1000 }, 1000), false);
  assert.equal(mustWait(undefined, 0), false);
});

test("a network is what one attacker easily has all of", () => {
  assert.equal(networkOf("10.1.2.3"), "10.1.2");
  assert.equal(networkOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2");
  assert.equal(networkOf("2001:db8::6"), "2001:db8:0:0");
  assert.equal(networkOf("::1"), "0:0:0:0");
  assert.equal(networkOf("FE80::"), "fe80:0:0:0");
});

const origin = { at: 1_000_000, action: "admin/login", client: "10.1.2.3", administrator: "" };
const ada = { login: "ada", realm: "linotp_admins", resolver: "local" };
const [account, network] = throttleKeys({ username: "Ada", origin });

function decide(proven: typeof ada | undefined, throttles: Record<string, Throttle>) {
  const state = { throttles: new Map(Object.entries(throttles)) } as unknown as State;
  const attempt = { username: "Ada", proven, realm: "linotp_admins", trouble: "", origin };
  const { outcome, changes, audit } = decideAdminLogin(state, attempt);
  const counts = changes.map((change) =>
    change.kind === "throttle.set" ? [change.key, change.failures] : change.kind,
  );
  return { outcome, counts, audit };
}

test("a wrong password counts against the account and against the network", () => {
  const { outcome, counts, audit } = decide(undefined, { [network]: { failures: 3, at: 0 } });
  assert.deepEqual(
    [outcome, counts],
    [
      undefined,
      [
        [account, 1],
        [network, 4],
      ],
    ],
  );
  assert.deepEqual([audit.success, audit.user, audit.administrator], [false, "Ada", ""]);
});

test("a right password forgets the mistakes", () => {
  const { outcome, counts, audit } = decide(ada, { [account]: { failures: 19, at: origin.at } });
  assert.deepEqual([outcome, counts], [ada, [[account, 0]]]);
  assert.deepEqual([audit.success, audit.administrator], [true, "ada@linotp_admins (local)"]);
  assert.deepEqual(decide(ada, {}).counts, []);
});

test("while the account or the network waits, even the right password is refused, and nothing is counted", () => {
  for (const key of [account, network]) {
    const { outcome, counts, audit } = decide(ada, { [key]: { failures: 20, at: origin.at - 1 } });
    assert.deepEqual([outcome, counts], [undefined, []]);
    assert.deepEqual(
      audit,
      auditEntry(origin, { user: "Ada", realm: "linotp_admins", info: "too many failed logins" }),
    );
  }
});
