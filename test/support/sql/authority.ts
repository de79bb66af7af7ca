// Certificates for databases: an authority, and one of it for localhost.

import { execFileSync } from "node:child_process";
import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";

export interface Authority {
  /** PEM files. */
  readonly ca: string;
  /** Another one, which signed nothing. */
  readonly stranger: string;
  readonly certificate: string;
  readonly key: string;
}

/** `owner`: whom the key belongs to; PostgreSQL reads no other. */
export function certify(folder: string, owner?: string): Authority {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  for (const name of ["ca", "stranger"])
    openssl("req", "-x509", ...key, "-keyout", `${name}.key`, "-out", `${name}.pem`, "-subj", `/CN=${name}`);
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const issuer = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE"];
  openssl(
    ...["req", "-x509", ...key, ...issuer, ...names],
    ...["-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=database"],
  );
  const file = (name: string) => join(folder, name);
  chmodSync(folder, 0o755);
  chmodSync(file("server.key"), 0o600);
  if (owner !== undefined && process.getuid?.() === 0) {
    const id = (what: string) => Number(execFileSync("id", [what, owner]));
    chownSync(file("server.key"), id("-u"), id("-g"));
  }
  return {
    ca: file("ca.pem"),
    stranger: file("stranger.pem"),
    certificate: file("server.pem"),
    key: file("server.key"),
  };
}
