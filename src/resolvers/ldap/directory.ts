// Asking a directory: searches with our own account on connections that stay, passwords on connections of their own.

import { type Found, openSession, type Query, type Session } from "./client.ts";
import type { LdapParameters, Server } from "./parameters.ts";
import { createPlaces, createPool } from "./pool.ts";
import { type Servers, watchServers } from "./servers.ts";
import { connectTo } from "./socket.ts";
import { resultOf, Trouble, wordsFor } from "./trouble.ts";

export interface Directory {
  /** Throws a Trouble, never because there is nothing. */
  search(query: Query): Promise<Found>;
  /** One attempt to log in, whatever happens. Throws a Trouble when no server said yes or no. */
  isPassword(dn: string, password: string): Promise<boolean>;
  /** The same search at every server by itself, on new connections: what each found, or its trouble. */
  tryAll(query: Query): Promise<readonly Tried[]>;
  outage(): string | undefined;
  close(): void;
}

export interface Tried {
  readonly server: Server;
  readonly found: Found | Trouble;
}

interface Account {
  /** The password of BINDDN, opened when it is needed. */
  readonly password: () => string;
  readonly now: () => number;
}

const mostSearching = 8;
const mostLoggingIn = 16;
const idleMs = 60_000;

/** A session of ours, and where it leads. */
interface OurSession extends Session {
  readonly server: Server;
}

export function openDirectory(parameters: LdapParameters, { password, now }: Account): Directory {
  const { connectMs, responseMs, bindDn } = parameters;
  const servers = watchServers(parameters.servers, now);
  const patienceMs = connectMs + responseMs;
  const connect = async (server: Server): Promise<Session> =>
    openSession(await connectTo(server, parameters), { responseMs, idleMs });
  const openOurs = async (server: Server): Promise<OurSession> => {
    const session = await connect(server);
    await logIn(session, bindDn, password());
    return Object.assign(session, { server });
  };
  const pool = createPool(() => servers.reach(openOurs), { most: mostSearching, patienceMs });
  const logins = createPlaces({ most: mostLoggingIn, patienceMs });

  const searchOnce = async (query: Query): Promise<Found> => {
    const found = await pool.lend((session) => searchOn(session, query, servers));
    if (found instanceof Trouble) throw found;
    return found;
  };
  return {
    search: async (query) => {
      try {
        return await searchOnce(query);
      } catch (error) {
        const isOver = !(error instanceof Trouble) || !error.isLost || servers.outage() !== undefined;
        if (isOver) throw error;
        return await searchOnce(query);
      }
    },
    isPassword: (dn, attempt) =>
      logins.within(async () => {
        const answer = await servers.reach(async (server) => {
          const session = await connect(server);
          try {
            return await askPassword(session, dn, attempt);
          } finally {
            session.close();
          }
        });
        if (answer instanceof Trouble) throw answer;
        return answer;
      }),
    tryAll: async (query) =>
      await Promise.all(
        parameters.servers.map(async (server) => ({ server, found: await tryOut(openOurs, server, query) })),
      ),
    outage: servers.outage,
    close: pool.close,
  };
}

async function logIn(session: Session, dn: string, password: string): Promise<void> {
  try {
    await session.bind(dn, password);
  } catch (error) {
    session.close();
    if (error instanceof Trouble) throw error;
    const refusedUs = noes.has(resultOf(error) ?? -1);
    throw new Trouble(`cannot log in with BINDDN and BINDPW: ${wordsFor(error)}`, {
      refusedUs,
      cause: error,
    });
  }
}

/**
 * RFC 4511 appendix A: constraint violation (locked), no such object, invalid name, inappropriate authentication (no
 * password), invalid credentials, insufficient access, unwilling (inactive). Every other result says nothing about the
 * password.
 */
const noes: ReadonlySet<number> = new Set([19, 32, 34, 48, 49, 50, 53]);

/**
 * Thrown: this server does not judge, so the next one may. Given back: it may have judged, and the answer was lost; asking
 * another one would make one wrong password count twice.
 */
async function askPassword(session: Session, dn: string, password: string): Promise<boolean | Trouble> {
  try {
    await session.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof Trouble) return error;
    if (noes.has(resultOf(error) ?? -1)) return false;
    throw new Trouble(`cannot check a password: ${wordsFor(error)}`, { cause: error });
  }
}

/** Thrown, for a second try: the question was not answered. Given back: the answer is trouble, too. */
async function searchOn(session: OurSession, query: Query, servers: Servers): Promise<Found | Trouble> {
  try {
    return await session.search(query);
  } catch (error) {
    const isAnswer = !(error instanceof Trouble) && !notNow.has(resultOf(error) ?? -1);
    if (isAnswer) return trouble(error, query);
    // The connection may merely have grown old. Whether the server is out of order, connecting will show.
    session.close();
    const isLate = !(error instanceof Trouble) || error.isLate;
    const lost = new Trouble(wordsFor(error), { isLate, isLost: true, cause: error });
    if (isLate) servers.failed(session.server, lost);
    throw lost;
  }
}

/** Busy, unavailable: the server answers, but not this. */
const notNow: ReadonlySet<number> = new Set([51, 52]);
const noSuchObject = 32;

/** A single entry that is not there is an answer; a whole tree that is not there is trouble. */
function trouble(error: unknown, { scope }: Query): Found | Trouble {
  if (scope === "base" && resultOf(error) === noSuchObject) return { entries: [], hasMore: false };
  return new Trouble(`cannot search: ${wordsFor(error)}`, { cause: error });
}

async function tryOut(
  open: (server: Server) => Promise<OurSession>,
  server: Server,
  query: Query,
): Promise<Found | Trouble> {
  try {
    const session = await open(server);
    try {
      return await session.search(query);
    } finally {
      session.close();
    }
  } catch (error) {
    return error instanceof Trouble ? error : new Trouble(`cannot search: ${wordsFor(error)}`);
  }
}
