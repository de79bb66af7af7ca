// node test/support/wire-server.ts --port 7461 [--database sqlite:|postgres://…] [--egress http://127.0.0.1:21200]

import { parseArgs } from "node:util";
import { startWire } from "./wire.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    database: { type: "string" },
    egress: { type: "string" },
    key: { type: "string" },
    join: { type: "boolean" },
  },
});

// Suites that drive it name their client first, however many proxies they add: as if all of those were trusted.
const everybody = ["0.0.0.0/0", "::/0"];

const wire = await startWire({
  trustedProxies: everybody,
  port: Number(values.port ?? 0),
  database: values.database ?? "sqlite:",
  ...(values.egress === undefined ? {} : { egress: values.egress }),
  ...(values.key === undefined ? {} : { key: Buffer.from(values.key, "hex") }),
  ...(values.join === true ? { pristine: false } : {}),
});
process.stdout.write(`ready ${wire.address}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    void wire.close().then(() => process.exit(0));
  });
}
