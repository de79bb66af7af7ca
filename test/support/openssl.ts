// OpenSSL's command, which some tests compare with.

import { spawnSync } from "node:child_process";

/** Why there is none on this machine, or undefined. */
export function opensslMissing(): string | undefined {
  return spawnSync("openssl", ["version"]).status === 0
    ? undefined
    : "no openssl command (Debian package openssl)";
}
