// What resolvers need from outside.

import type { Store } from "../core/store.ts";
import type { PasswordHash, Vault } from "../core/vault.ts";

export interface ResolverDeps {
  /** Where the people of the built-in directory are. */
  readonly store: Pick<Store, "people" | "personByLogin" | "personByUid">;
  readonly passwords: Pick<PasswordHash, "verify"> & {
    /** Costs what a comparison costs. */
    readonly verifyNobody: (password: string) => Promise<false>;
  };
  /** What LinOTP calls `%(here)s`: the folder that relative file names start from. */
  readonly here: string;
  /** The file of our own database, if it is one: no directory is read from it. */
  readonly ownFile?: string | undefined;
  /** Opens sealed parameters. */
  readonly vault: Pick<Vault, "open">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}
