// A load of form posts over kept-alive connections, and what it took: requests per second, latencies, the server's CPU.

import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";

export interface Shot {
  readonly path: string;
  readonly body: string;
}

export interface Load {
  readonly port: number;
  /** Of the server, for its CPU time. */
  readonly pid: number;
  readonly connections: number;
  readonly requests: number;
  readonly shot: (index: number) => Shot;
  /** Whether an answer is the expected one. */
  readonly expects: (body: string) => boolean;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly cpuMicrosPerRequest: number;
  readonly unexpected: number;
}

export async function fire(load: Load): Promise<Measured> {
  const latencies = new Float64Array(load.requests);
  const tally = { next: 0, unexpected: 0 };
  const cpuBefore = cpuMicros(load.pid);
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: load.connections }, () => gunner(load, latencies, tally)));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const cpu = cpuMicros(load.pid) - cpuBefore;
  latencies.sort();
  const quantile = (share: number) =>
    latencies[Math.min(load.requests - 1, Math.floor(load.requests * share))] ?? 0;
  return {
    perSecond: load.requests / seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
    cpuMicrosPerRequest: cpu / load.requests,
    unexpected: tally.unexpected,
  };
}

interface Tally {
  next: number;
  unexpected: number;
}

async function gunner(load: Load, latencies: Float64Array, tally: Tally): Promise<void> {
  const socket = connect(load.port, "127.0.0.1");
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const read = reader(socket);
  while (tally.next < load.requests) {
    const index = tally.next++;
    const { path, body } = load.shot(index);
    const from = process.hrtime.bigint();
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const answer = await read();
    latencies[index] = Number(process.hrtime.bigint() - from) / 1e6;
    if (!load.expects(answer)) tally.unexpected++;
  }
  socket.end();
}

/** Reads one answer after the other; all of them carry a content-length. */
function reader(socket: Socket): () => Promise<string> {
  let buffered = "";
  let waiting: ((body: string) => void) | undefined;
  const deliver = () => {
    const end = buffered.indexOf("\r\n\r\n");
    if (end < 0 || waiting === undefined) return;
    const length = Number(/content-length: (\d+)/i.exec(buffered.slice(0, end))?.[1] ?? 0);
    if (buffered.length < end + 4 + length) return;
    const body = buffered.slice(end + 4, end + 4 + length);
    buffered = buffered.slice(end + 4 + length);
    const answer = waiting;
    waiting = undefined;
    answer(body);
  };
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    buffered += chunk;
    deliver();
  });
  return () =>
    new Promise((resolve) => {
      waiting = resolve;
      deliver();
    });
}

const clockTick = 100;

/** User and system time of a process and its threads so far (proc(5), `stat`, fields 14 and 15). */
export function cpuMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / clockTick;
}

/** Memory that the process really has, in megabytes. */
export function residentMegabytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? 0) / 1024;
}
