// The realm field of a policy: `myrealm, other`, `*`, `!secret, *` (contract 09 section 3).

import { type Entry, entriesOf, entryOf, type Quality, quality } from "./quality.ts";

export type RealmMatcher = (realm: string) => Quality;

/** Read from left to right. `*` ends the reading, so a negation after it has no effect, as in LinOTP. */
export function compileRealms(field: string): RealmMatcher {
  const entries = realmEntries(field);
  const star = entries.findIndex(({ body }) => body === "*");
  const heard = star < 0 ? entries : entries.slice(0, star);
  const otherwise = star >= 0 && entries[star]?.negated === false ? quality.wildcard : quality.none;
  return (realm) => {
    const wanted = realm.toLowerCase();
    const hits = heard.filter(({ body }) => body === wanted);
    if (hits.length === 0) return otherwise;
    return hits.every(({ negated }) => !negated) ? quality.exact : quality.none;
  };
}

/**
 * The realms in which an administrator's right holds. `any` only when nothing was excluded before the `*`: a list of
 * names cannot say "all but", and then it is better to say too little.
 */
export function namedRealms(field: string): readonly string[] | "any" {
  const entries = realmEntries(field);
  const star = entries.findIndex(({ body }) => body === "*");
  const heard = star < 0 ? entries : entries.slice(0, star);
  const excluded = new Set(heard.filter(({ negated }) => negated).map(({ body }) => body));
  if (star >= 0 && !entries[star]?.negated && excluded.size === 0) return "any";
  return heard.filter(({ negated, body }) => !negated && !excluded.has(body)).map(({ body }) => body);
}

function realmEntries(field: string): readonly Entry[] {
  return entriesOf(field.toLowerCase(), ",").map(entryOf);
}
