// The steps of `npm run check`, as tests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { houseRules } from "./check/house-rules.ts";

for (const { title, faults } of houseRules()) {
  test(`the house: ${title}`, async () => {
    const found = await faults();
    // Not a comparison: its difference would say everything twice.
    if (found !== "") assert.fail(found);
  });
}
