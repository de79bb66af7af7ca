// A node that takes a request and falls silent, as one does whose power is cut: nobody knows whether it did its work.

import { once } from "node:events";
import { createServer } from "node:net";

export interface UnfinishedNode {
  readonly address: string;
  /** First lines of what it took. */
  readonly taken: () => readonly string[];
  readonly close: () => Promise<void>;
}

export async function startUnfinished(): Promise<UnfinishedNode> {
  const taken: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (data) => {
      taken.push(String(data).split("\r\n")[0] ?? "");
      socket.destroy();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return {
    address: `http://127.0.0.1:${bound.port}`,
    taken: () => taken,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
