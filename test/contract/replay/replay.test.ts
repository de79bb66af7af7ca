// Recorded scenarios of LinOTP 3.4.4, played against our server: what is not listed as a difference is the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWire, type Wire } from "../../support/wire.ts";
import { absent, type Difference, differences } from "./differences.ts";
import { type Outside, type Played, replay, type StepFinding, startOutside } from "./replay.ts";
import { readScenario, scenarioNames } from "./scenario.ts";

let wire: Wire;
let outside: Outside;
before(async () => {
  outside = await startOutside();
  wire = await startWire({ egress: outside.address, trustedProxies: [] });
});
after(async () => {
  await wire.close();
  await outside.close();
});

const met = new Set<string>();
const names = scenarioNames();

for (const name of names) {
  const scenario = readScenario(name);
  test(`${name}: ${scenario.title}`, async () => {
    const played = await replay(scenario, { wire, outside, absent });
    for (const absence of played.met) met.add(absence);
    const here = differences.filter((each) => name.startsWith(`${each.scenario}-`));
    assert.deepEqual(unexpected(played, here), []);
    assert.deepEqual(vanished(played, here), [], "listed, but no longer different");
  });
}

test("what is listed as absent was asked for, and every difference is about a scenario", () => {
  const listed = [...absent.endpoints, ...absent.tokenTypes.map((type) => `type ${type}`)];
  assert.deepEqual(
    listed.filter((each) => !met.has(each)),
    [],
  );
  const known = new Set(names.map((name) => name.slice(0, 2)));
  assert.deepEqual(
    differences.filter(({ scenario }) => !known.has(scenario)),
    [],
  );
});

function unexpected({ findings }: Played, listed: readonly Difference[]): readonly string[] {
  const found = findings.filter((finding) => !listed.some((each) => explains(each, finding)));
  return found.map(
    ({ step, path, field, recorded, ours }) =>
      `step ${step} ${path} ${field}: recorded ${JSON.stringify(recorded)}, ours ${JSON.stringify(ours)}`,
  );
}

/** Each step and field of each entry has to differ. */
function vanished({ findings }: Played, listed: readonly Difference[]): readonly string[] {
  return listed.flatMap(({ steps, fields }) =>
    steps.flatMap((step) =>
      fields
        .filter((field) => !findings.some((each) => each.step === step && isField(field, each.field)))
        .map((field) => `step ${step}: ${field}`),
    ),
  );
}

function explains({ steps, fields }: Difference, { step, field }: StepFinding): boolean {
  return steps.includes(step) && fields.some((each) => isField(each, field));
}

function isField(listed: string | RegExp, field: string): boolean {
  return typeof listed === "string" ? listed === field : listed.test(field);
}
