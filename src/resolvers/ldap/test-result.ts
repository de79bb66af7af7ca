// What a test of the connection says: who was found, or exactly what is wrong (contract 05, testresolver).

import type { Person, ResolverTest } from "../../core/user.ts";
import type { Entry } from "./client.ts";
import type { Tried } from "./directory.ts";
import type { LdapParameters } from "./parameters.ts";
import { personFrom, uidOf } from "./people.ts";
import { Trouble } from "./trouble.ts";

type ByLogin = (login: string) => Promise<Person | undefined>;

/**
 * Success only when every server works (one that is needed only on the day when the others fail would fail then), there is
 * somebody, and he is found by his login, too.
 */
export async function testResult(
  tried: readonly Tried[],
  parameters: LdapParameters,
  byLogin: ByLogin,
): Promise<ResolverTest> {
  const [first] = tried;
  if (first === undefined || tried.some(({ found }) => found instanceof Trouble))
    return failed(serverLines(tried));
  if (first.found instanceof Trouble) return failed(first.found.message);
  const { entries, hasMore } = first.found;
  const people = entries.flatMap((entry) => personFrom(entry, parameters) ?? []);
  const [somebody] = people;
  if (somebody === undefined) return failed(whyNobody(entries, parameters));
  const fault = await loginFault(somebody, byLogin);
  if (fault !== undefined) return failed(fault);
  const desc = people.map(({ uid }) => ({ userid: uid }));
  const sample = people.slice(0, 5).map(({ login }) => login);
  return { result: hasMore ? "success SIZELIMIT_EXCEEDED" : "success", desc, sample };
}

function failed(desc: string): ResolverTest {
  return { result: "error", desc };
}

function serverLines(tried: readonly Tried[]): string {
  return tried
    .map(({ server, found }) => `${server.url}: ${found instanceof Trouble ? found.message : "works"}`)
    .join("\n");
}

function whyNobody(entries: readonly Entry[], parameters: LdapParameters): string {
  if (entries.length === 0)
    return "LDAPSEARCHFILTER finds nobody below LDAPBASE: there is no such entry, or BINDDN may not read it";
  const { loginAttribute, uid } = parameters;
  const found =
    entries.length === 1 ? "1 entry was found, and it" : `${entries.length} entries were found, and none`;
  const lacks = entries.length === 1 ? "has no" : "has an";
  const parameter = entries.some((entry) => uidOf(entry, parameters) === undefined)
    ? `attribute ${uid.kind === "dn" ? "DN" : uid.attribute} (UIDTYPE)`
    : `attribute ${loginAttribute} (LOGINNAMEATTRIBUTE)`;
  return `${found} ${lacks} ${parameter} that BINDDN may read`;
}

/** Whoever is listed must be found when he logs in, and as the same person. */
async function loginFault({ login, uid }: Person, byLogin: ByLogin): Promise<string | undefined> {
  try {
    const found = await byLogin(login);
    if (found?.uid === uid) return undefined;
    return found === undefined
      ? `LDAPFILTER does not find '${login}', whom LDAPSEARCHFILTER finds`
      : `LDAPFILTER finds somebody else ('${found.login}') when '${login}' is looked for`;
  } catch (error) {
    if (error instanceof Trouble) return `LDAPFILTER: ${error.message}`;
    throw error;
  }
}
