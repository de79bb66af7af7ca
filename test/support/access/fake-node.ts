// What stands where a Latchkey node should be, answers whatever it is told to, byte by byte, and keeps what it was asked.

import { once } from "node:events";
import { createServer, type Socket } from "node:net";

export interface FakeNode {
  /** `http://127.0.0.1:port`. */
  readonly address: string;
  /** The bodies of the requests so far. */
  readonly asked: () => readonly string[];
  /** What it sends from now on; then it closes the connection. Undefined: nothing, and the connection stays. */
  readonly answer: (bytes: string | undefined) => void;
  readonly close: () => Promise<void>;
}

export async function startFakeNode(): Promise<FakeNode> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  let bytes: string | undefined;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => open.delete(socket));
    let received = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      received += part;
      const body = bodyOf(received);
      if (body === undefined) return;
      asked.push(body);
      received = "";
      if (bytes !== undefined) socket.end(bytes);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return {
    address: `http://127.0.0.1:${bound.port}`,
    asked: () => asked,
    answer: (next) => {
      bytes = next;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Undefined until all of it has come. */
function bodyOf(received: string): string | undefined {
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
  const body = rest.join("\r\n\r\n");
  return Buffer.byteLength(body) >= length ? body : undefined;
}

/** An answer as HTTP/1.1, whole unless `length` claims something else. */
export function http(
  body: string,
  { status = "200 OK", type = "application/json", length = Buffer.byteLength(body) } = {},
): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
}

/** An answer whose end is where the connection ends. */
export function httpUntilClosed(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${body}`;
}
