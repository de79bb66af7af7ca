// How the secrets of RADIUS servers are kept in policies.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openVault } from "../../../test/support/build.ts";
import { forwardSecretPlace, withSealedSecrets } from "./forwarding.ts";

const sealed = (secret: string): string =>
  `encsecret=${Buffer.from(openVault.seal(Buffer.from(secret), forwardSecretPlace)).toString("hex")}`;
const kept = (action: string): string => withSealedSecrets(action, openVault);

test("a secret in a RADIUS address is sealed, and all else stays as it is", () => {
  const [s] = [sealed("testing123")];
  for (const [action, expected] of [
    ["forward_server=radius://h:1812/?secret=testing123", `forward_server=radius://h:1812/?${s}`],
    [
      "a, forward_server=radius://h/?secret=testing123, forward_on_no_token",
      `a, forward_server=radius://h/?${s}, forward_on_no_token`,
    ],
    ["forward_server='radius://h/?x=1&secret=testing123&y=2'", `forward_server='radius://h/?x=1&${s}&y=2'`],
    ["forward_server=RADIUS://h/?SECRET=testing123", `forward_server=RADIUS://h/?${s}`],
    ["forward_server=radius://h/?%73ecret=testing123", `forward_server=radius://h/?${s}`],
    ["forward_server=radius://h/?secret=testing%3123", `forward_server=radius://h/?${s}`],
    [
      "forward_server=radius://h/?secret=testing123 radius://i/?secret=testing123",
      `forward_server=radius://h/?${s} radius://i/?${s}`,
    ],
    ["forward_server=https://h/validate/check?secret=1", "forward_server=https://h/validate/check?secret=1"],
    ["smstext='your secret=<otp>'", "smstext='your secret=<otp>'"],
  ] as const)
    assert.equal(kept(action), expected);
});

test("a secret with commas stays whole where quotes protect it", () => {
  assert.equal(
    kept("forward_server='radius://h/?secret=a,b'"),
    `forward_server='radius://h/?${sealed("a,b")}'`,
  );
});

test("a secret that is given twice does not stay readable once", () => {
  assert.ok(!kept("forward_server=radius://h/?secret=aaaa&secret=bbbb").includes("aaaa"));
});

test("a policy that is saved again as it is shown keeps its secret", () => {
  const shown = kept("forward_server=radius://h/?secret=testing123");
  assert.equal(kept(shown), shown);
});

test("sealing never throws, and no action without a RADIUS address changes", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => kept(`radius://h/?${text}`).length > 0));
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/radius:/i.test(text));
      assert.equal(kept(text), text);
    }),
  );
});
