// The LDAP library's only door: one connection that is used until it breaks, binds and searches on it.

import type { Socket } from "node:net";
import {
  AndFilter,
  ApproximateFilter,
  Client,
  EqualityFilter,
  ExtensibleFilter,
  GreaterThanEqualsFilter,
  LessThanEqualsFilter,
  type Entry as LibraryEntry,
  type Filter as LibraryFilter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  type SearchOptions,
  SubstringFilter,
} from "ldapts";
import type { Filter } from "./filter.ts";
import { resultOf, Trouble, wordsFor } from "./trouble.ts";

export interface Entry {
  readonly dn: string;
  /** First value by attribute in lower case; bytes where the directory's are no text, or bytes were asked for. */
  readonly values: ReadonlyMap<string, string | Uint8Array>;
}

export interface Query {
  readonly base: string;
  readonly scope: "base" | "sub";
  readonly filter: Filter;
  readonly attributes: readonly string[];
  /** Those of them whose values are bytes. */
  readonly binary: readonly string[];
  /** So many entries at most. */
  readonly limit: number;
  /** Asked for in portions of this size; undefined: all at once. */
  readonly pageSize?: number;
}

export interface Found {
  readonly entries: readonly Entry[];
  /** There are more than the limit, here or by the server's own rule. */
  readonly hasMore: boolean;
}

export interface Session {
  /** Throws the library's error with the number of the result in `code`, or a Trouble when there is no answer. */
  bind(dn: string, password: string): Promise<void>;
  search(query: Query): Promise<Found>;
  readonly isOpen: boolean;
  close(): void;
}

/** `idleMs`: a connection that says nothing for so long is closed. */
export function openSession(
  socket: Socket,
  { responseMs, idleMs }: { readonly responseMs: number; readonly idleMs: number },
): Session {
  let isTaken = false;
  const client = new Client({
    url: "ldap://directory",
    timeout: responseMs,
    createConnection: () => {
      // The library would connect again by itself, and then ask without having said who we are, or without TLS.
      if (isTaken || socket.destroyed) throw new Trouble("the connection was cut off");
      isTaken = true;
      return socket;
    },
  });
  socket.setTimeout(Math.max(idleMs, responseMs * 2), () => socket.destroy());
  socket.unref();
  socket.on("error", () => undefined);
  return {
    get isOpen() {
      return !socket.destroyed && socket.readable && socket.writable;
    },
    async bind(dn, password) {
      // An empty password would be a login as nobody that succeeds (RFC 4513 section 5.1.2).
      if (dn === "" || password === "") throw new Trouble("refused to log in without a password");
      await told(client.bind(dn, password));
    },
    search: (query) => told(search(client, query)),
    close: () => {
      void client.unbind().catch(() => undefined);
      socket.destroySoon();
    },
  };
}

/** An answer of the server stays what it is; everything else is trouble. */
async function told<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Trouble || resultOf(error) !== undefined) throw error;
    const isLate = /timed out/i.test((error as Error).message);
    throw new Trouble(isLate ? "no answer in time" : wordsFor(error), { isLate, cause: error });
  }
}

/** The library gives back what came when the server's own limit cut it short, as long as some limit is sent. */
const unlimited = 2 ** 31 - 1;
const sizeLimitExceeded = 4;

async function search(client: Client, query: Query): Promise<Found> {
  const { base, limit, pageSize } = query;
  const options: SearchOptions = {
    scope: query.scope,
    filter: toLibrary(query.filter),
    attributes: [...query.attributes],
    explicitBufferAttributes: [...query.binary],
    derefAliases: "never",
  };
  if (pageSize === undefined) {
    const sizeLimit = limit === 0 ? unlimited : limit;
    const { searchEntries } = await client.search(base, { ...options, sizeLimit });
    return { entries: searchEntries.map(entryFrom), hasMore: limit > 0 && searchEntries.length >= limit };
  }
  const paged = { ...options, paged: { pageSize } };
  try {
    return await searchPages(client, query, paged);
  } catch (error) {
    if (resultOf(error) !== sizeLimitExceeded) throw error;
    // Only an error says that the server kept people back, and only without it does it give back the others.
    const { entries } = await searchPages(client, query, { ...paged, sizeLimit: unlimited });
    return { entries, hasMore: true };
  }
}

async function searchPages(
  client: Client,
  { base, limit }: Query,
  options: SearchOptions & { readonly paged: { readonly pageSize: number } },
): Promise<Found> {
  const entries: Entry[] = [];
  for await (const page of client.searchPaginated(base, options)) {
    entries.push(...page.searchEntries.map(entryFrom));
    if (limit > 0 && entries.length > limit) return { entries: entries.slice(0, limit), hasMore: true };
  }
  return { entries, hasMore: false };
}

function entryFrom({ dn, ...attributes }: LibraryEntry): Entry {
  const values = Object.entries(attributes).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined || first.length === 0 ? [] : [[name.toLowerCase(), first] as const];
  });
  return { dn, values: new Map(values) };
}

function toLibrary(filter: Filter): LibraryFilter {
  switch (filter.kind) {
    case "and":
      return new AndFilter({ filters: filter.parts.map(toLibrary) });
    case "or":
      return new OrFilter({ filters: filter.parts.map(toLibrary) });
    case "not":
      return new NotFilter({ filter: toLibrary(filter.part) });
    case "present":
      return new PresenceFilter({ attribute: filter.attribute });
    case "substring":
      return substring(filter.attribute, filter.pieces);
    case "rule": {
      const { attribute: matchType, rule, dn: dnAttributes, value } = filter;
      return new ExtensibleFilter({ matchType, rule, dnAttributes, value });
    }
    default:
      return comparison(filter);
  }
}

function substring(attribute: string, pieces: readonly string[]): LibraryFilter {
  const any = pieces.slice(1, -1).filter((piece) => piece !== "");
  const [initial = "", final = ""] = [pieces[0], pieces.at(-1)];
  // A substring without any text is no filter (RFC 4511 section 4.5.1.7.2); it asks whether there is a value at all.
  if (`${initial}${final}` === "" && any.length === 0) return new PresenceFilter({ attribute });
  return new SubstringFilter({ attribute, initial, any: [...any], final });
}

function comparison({
  kind,
  attribute,
  value,
}: Extract<Filter, { kind: "equal" | "approx" | "least" | "most" }>): LibraryFilter {
  if (kind === "equal")
    return new EqualityFilter({ attribute, value: typeof value === "string" ? value : Buffer.from(value) });
  const text = typeof value === "string" ? value : Buffer.from(value).toString("utf8");
  if (kind === "approx") return new ApproximateFilter({ attribute, value: text });
  return kind === "least"
    ? new GreaterThanEqualsFilter({ attribute, value: text })
    : new LessThanEqualsFilter({ attribute, value: text });
}
