// `npm run check`: everything about the house that can be said without running the product.

import { houseRules } from "./check/house-rules.ts";

/** Runs every step, says how it went, and ends with 1 when one of them found something. */
async function main(): Promise<number> {
  const red: string[] = [];
  for (const { title, faults } of houseRules()) {
    const since = performance.now();
    const found = await faults();
    const time = `${((performance.now() - since) / 1000).toFixed(1)} s`;
    console.log(`${found === "" ? "ok  " : "FAIL"} ${title} (${time})`);
    if (found !== "") red.push(`\n${title}:\n${found}`);
  }
  if (red.length > 0) console.log(red.join("\n"));
  return red.length > 0 ? 1 : 0;
}

process.exitCode = await main();
