// What stands in front of a node and speaks TLS, as nginx does.

import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:https";
import { type Certificate, makeCertificate } from "../certificate.ts";

export interface TlsDoor {
  /** `https://127.0.0.1:port`. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

export function anAuthority(): Certificate {
  return makeCertificate({ commonName: "Authority", ca: true });
}

export async function openTlsDoor(node: string, issuer: Certificate): Promise<TlsDoor> {
  const { pem, key } = makeCertificate({ commonName: "127.0.0.1", issuer });
  const secrets = { cert: pem, key: key.export({ format: "pem", type: "pkcs8" }) };
  const server = createServer(secrets, (asked, reply) => {
    const { method, headers, url } = asked;
    const onward = request(`${node}${url}`, { method: method ?? "GET", headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    onward.once("error", () => reply.writeHead(502).end());
    asked.pipe(onward);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return {
    address: `https://127.0.0.1:${bound.port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
