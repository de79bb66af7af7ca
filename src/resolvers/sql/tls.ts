// How a connection to a database is encrypted, for both drivers that can.

import { readFile } from "node:fs/promises";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";
import { Trouble } from "../ldap/trouble.ts";
import type { ServerTarget, Tls } from "./target.ts";
import { connectTrouble } from "./trouble.ts";

/** Opens with the wanted encryption. `prefer`: without any, but only if the server says that it has none. */
export async function openEncrypted<Opened>(
  { tls, host }: ServerTarget,
  open: (options: ConnectionOptions | undefined) => Promise<Opened>,
): Promise<Opened> {
  const options = await tlsOptions(tls, host);
  try {
    return await open(options);
  } catch (error) {
    const trouble = connectTrouble(error);
    if (tls.mode !== "prefer" || !trouble.message.startsWith("the server has no TLS")) throw trouble;
  }
  try {
    return await open(undefined);
  } catch (error) {
    throw connectTrouble(error);
  }
}

/** Undefined: in clear text. */
async function tlsOptions(
  { mode, authorityFile }: Tls,
  host: string,
): Promise<ConnectionOptions | undefined> {
  if (mode === "disable") return undefined;
  const authority = authorityFile === undefined ? {} : { ca: await readAuthority(authorityFile) };
  const rejectUnauthorized = mode === "authority" || mode === "full";
  // Node would not know the host: it gets a socket that is connected already.
  const check: typeof checkServerIdentity = (_, certificate) =>
    mode === "full" ? checkServerIdentity(host, certificate) : undefined;
  return { ...authority, checkServerIdentity: check, rejectUnauthorized, minVersion: "TLSv1.2" };
}

async function readAuthority(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new Trouble("the file of the certificate authority (sslrootcert or ssl_ca) cannot be read", {
      cause,
    });
  }
}
