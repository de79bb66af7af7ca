// Importing token files: POST /admin/loadtokens (contract 05 section 4). The file has been read; what is left is who may,
// where to, and one decision about all of it.

import { reported } from "../../core/administration/reports.ts";
import type { Entry } from "../../core/import/entry.ts";
import { type Arrival, decideImport, type ImportRules, importableType } from "../../core/lifecycle/import.ts";
import { adminRealms } from "../../core/policy/rights.ts";
import { refuse } from "../../core/problem.ts";
import type { Settings } from "../../core/settings.ts";
import { transactionIdFrom } from "../authentication/check.ts";
import { type Administrator, denied, limitedRealms, realmLimit, requireRight, rulingFor } from "../rights.ts";
import type { World } from "../world.ts";
import { countActive } from "./manage.ts";
import { drawPin } from "./random-pin.ts";

export interface TokenDelivery {
  readonly entries: readonly Entry[];
  /** Lower case; undefined: where the administrator's rights say, or nowhere. */
  readonly realm: string | undefined;
  readonly active: boolean;
  /** For the audit trail: `oathcsv, tokens.csv`. */
  readonly source: string;
}

const action = "import";

/** May he import anything at all? Returns the realms in which he may. */
export function requireTokenImport(settings: Settings, { admin, origin }: Administrator): Realms {
  const realms = adminRealms(settings.policies, admin, action, origin.at);
  if (realms !== "any" && realms.length === 0)
    throw denied("You do not have the administrative right to import tokens. Check the policies.");
  return realms;
}

type Realms = readonly string[] | "any";

/** Returns how many tokens were imported: all of them. */
export async function importTokens(world: World, who: Administrator, file: TokenDelivery): Promise<number> {
  const before = world.store.settings();
  requireTokenImport(before, who);
  const { origin } = who;
  const { active, source, entries } = file;
  const arrivals = entries.map((entry) => arrivalOf(world, entry));
  const order = {
    origin,
    arrivals,
    active,
    source,
    vault: world.vault,
    activeTokens: await countActive(world),
  };
  const subject = { serials: entries.map(({ serial }) => serial), realms: limitedRealms(before, origin) };
  return await world.store.decide(subject, (state) => {
    const rules = rulesFor(state.settings, who, file.realm);
    return reported(decideImport(state, order, rules), state, origin);
  });
}

/** A seed, and whatever else a type makes up, comes from these. */
const randomBytes = 64;

function arrivalOf(world: World, entry: Entry): Arrival {
  return {
    entry,
    type: importableType(world.types, entry),
    random: world.random(randomBytes),
    transactionId: transactionIdFrom(world),
    pin: drawPin(world),
  };
}

function rulesFor(settings: Settings, who: Administrator, wanted: string | undefined): ImportRules {
  const realm = targetRealm(settings, requireTokenImport(settings, who), wanted);
  return {
    realms: realm === undefined ? [] : [realm],
    ruling: rulingFor(settings, { user: undefined, realm, origin: who.origin }),
    authorize: ({ serial, realms }) =>
      requireRight(settings, who, {
        action,
        target: { tokenRealms: realms },
        deed: `import token ${serial}`,
      }),
    limitOf: realmLimit(settings, who.origin),
  };
}

/** Whoever may import into some realms only, imports into the first of them unless he names one. */
function targetRealm(settings: Settings, allowed: Realms, wanted: string | undefined): string | undefined {
  const open = [...settings.realms.keys()].filter((realm) => allowed === "any" || allowed.includes(realm));
  if (wanted === undefined && allowed === "any") return undefined;
  const realm = wanted ?? open.toSorted()[0];
  if (realm !== undefined && open.includes(realm)) return realm;
  // The sentence is LinOTP's.
  throw refuse("Exception('target realm could not be assigned')");
}
