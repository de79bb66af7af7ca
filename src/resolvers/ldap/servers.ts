// Which server is asked: the first in the list that has not failed lately. One that fails is left alone for 30 s, then
// for longer (contract 11 section 3); when none is left, one request at a time finds out whether they are back.

import type { Server } from "./parameters.ts";
import { Trouble } from "./trouble.ts";

const shortestMs = 30_000;
const longestMs = 600_000;

interface Condition {
  failures: number;
  /** Milliseconds since 1970. */
  blockedUntil: number;
  /** It refused our own account: not even tried while it is blocked, because that could lock the account. */
  refusedUs: boolean;
  trouble: string;
}

export interface Servers {
  /** Opens something at the first server where that succeeds. Throws a Trouble that names what is wrong with each. */
  reach<Opened>(open: (server: Server) => Promise<Opened>): Promise<Opened>;
  /** It answered too late, or in the middle of something not at all. */
  failed(server: Server, trouble: Trouble): void;
  /** What is wrong with each server; undefined while one of them works. */
  outage(): string | undefined;
}

export function watchServers(servers: readonly Server[], now: () => number): Servers {
  const conditions = new Map<Server, Condition>();
  let probing: Promise<unknown> | undefined;

  const failed = (server: Server, { message, refusedUs }: Trouble) => {
    const before = conditions.get(server);
    // Many requests fail at once: together they are one failure.
    const isNew = before === undefined || before.blockedUntil <= now();
    const failures = (before?.failures ?? 0) + (isNew ? 1 : 0);
    const pause = Math.min(shortestMs * 2 ** Math.min(failures - 1, 10), longestMs);
    const blockedUntil = isNew ? now() + pause : before.blockedUntil;
    conditions.set(server, { failures, blockedUntil, refusedUs, trouble: message });
  };
  const isBlocked = (server: Server) => (conditions.get(server)?.blockedUntil ?? 0) > now();
  const free = () => servers.filter((server) => !isBlocked(server));
  const outage = () => {
    const bad = servers.flatMap((server) => {
      const { trouble } = conditions.get(server) ?? {};
      return trouble === undefined ? [] : [`${server.url}: ${trouble}`];
    });
    return bad.length < servers.length ? undefined : bad.join("; ");
  };
  const attempt = async <Opened>(
    server: Server,
    open: (server: Server) => Promise<Opened>,
  ): Promise<{ readonly opened: Opened } | undefined> => {
    try {
      const opened = await open(server);
      // A server that refuses our account may well answer others.
      if (conditions.get(server)?.refusedUs !== true || !isBlocked(server)) conditions.delete(server);
      return { opened };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      failed(server, error);
      return undefined;
    }
  };
  const reachOneOf = async <Opened>(
    some: readonly Server[],
    open: (server: Server) => Promise<Opened>,
  ): Promise<Opened> => {
    for (const server of some) {
      const found = await attempt(server, open);
      if (found !== undefined) return found.opened;
    }
    throw new Trouble(outage() ?? "no server answers");
  };
  const reach = async <Opened>(open: (server: Server) => Promise<Opened>): Promise<Opened> => {
    const some = free();
    if (some.length > 0) return await reachOneOf(some, open);
    // The others wait for the one that tries, and then see for themselves.
    if (probing !== undefined) {
      await probing;
      return await reachOneOf(free(), open);
    }
    const probe = reachOneOf(
      servers.filter((server) => conditions.get(server)?.refusedUs !== true),
      open,
    );
    probing = probe.catch(() => undefined);
    try {
      return await probe;
    } finally {
      probing = undefined;
    }
  };
  return { reach, failed, outage };
}
