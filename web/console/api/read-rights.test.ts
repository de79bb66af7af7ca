import assert from "node:assert/strict";
import { test } from "node:test";
import { may, maySomewhere, readRights } from "./read-rights.ts";

const detail = {
  permissions: {
    inRealm: { users: ["admin/enable"], lab: [], linotp_admins: ["admin/enable"] },
    anyRealm: ["admin/initTOTP"],
    global: ["audit/view"],
  },
};

test("realms without any right, and that of the administrators, are left out", () => {
  assert.deepEqual(readRights(detail).realms, ["users"]);
});

test("a right that is not there is missing, and while nothing is known nothing is", () => {
  const rights = readRights(detail);
  assert.deepEqual([may(rights, "audit/view"), may(rights, "system/read")], [true, false]);
  assert.equal(may(undefined, "system/read"), true);
});

test("an odd answer gives no rights", () => {
  assert.deepEqual(readRights("nonsense"), { realms: [], global: [], somewhere: [] });
});

test("a right in one realm is enough where the realm is not known yet, however it is spelled", () => {
  const rights = readRights(detail);
  const held = ["admin/enable", "admin/inittotp", "admin/initHMAC"].map((right) =>
    maySomewhere(rights, right),
  );
  assert.deepEqual(held, [true, true, false]);
});
