import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { aToken, someSettings } from "../../test/support/build.ts";
import { shortDate } from "./dates.ts";
import { adminRow, infoText, portalRow, tokenInfo } from "./wire.ts";

const spelling = { types: new Map(), settings: someSettings() };

test("token info is gathered from wherever we keep it, and only what is there", () => {
  const token = aToken({
    info: { hashlib: "sha1" },
    paths: ["userservice"],
    validFrom: Date.UTC(2020, 11, 18, 17, 17),
    validUntil: Date.UTC(2039, 11, 31, 23, 59),
    uses: { attempts: 2, attemptLimit: 5, successes: 0, successLimit: 3 },
  });
  assert.deepEqual(tokenInfo(token, shortDate), {
    hashlib: "sha1",
    scope: { path: ["userservice"] },
    validity_period_start: "18/12/20 17:17",
    validity_period_end: "31/12/39 23:59",
    count_auth_success_max: 3,
    count_auth: 2,
    count_auth_max: 5,
  });
});

test("as text it has a line feed after every comma and bracket, and is ASCII", () => {
  assert.equal(infoText({}), "");
  assert.equal(infoText({ hashlib: "sha1" }), '{\n"hashlib": "sha1"\n}');
  assert.equal(
    infoText({ scope: { path: ["validate"] }, a: [] }),
    '{\n"scope": {\n"path": [\n"validate"\n]\n},\n"a": []\n}',
  );
  assert.equal(infoText({ email_address: "ä😀" }), '{\n"email_address": "\\u00e4\\ud83d\\ude00"\n}');
});

test("the text means what the object means, whatever is in it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (info) => {
      const text = infoText(info as never);
      assert.deepEqual(text === "" ? {} : JSON.parse(text), JSON.parse(JSON.stringify(info)));
      assert.ok([...text].every((char) => char < "\u0080"));
    }),
  );
});

test("the portal's rows have token info as an object, and the state of the enrollment", () => {
  const row = portalRow(aToken({ info: { phone: "+49" } }), spelling);
  assert.deepEqual([row["LinOtp.TokenInfo"], row["Enrollment"]], [{ phone: "+49" }, { status: "completed" }]);
  assert.equal(portalRow(aToken({ info: {} }), spelling)["LinOtp.TokenInfo"], "");
});

test("no secret and no PIN is in any row", () => {
  const token = aToken({ pinText: "1234", hash: "$argon2id$secret" });
  const rows = [
    portalRow(token, spelling),
    adminRow(token, { ...spelling, infoFormat: "text", userFields: [], user: undefined }),
  ];
  assert.ok(!JSON.stringify(rows).includes("argon2id"));
  for (const row of rows) {
    assert.ok(Object.keys(row).every((name) => !/pin|secret|seed/i.test(name)));
  }
});
