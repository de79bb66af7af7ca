// The two secrets of a token as its type computes with them.

import type { Token } from "./token.ts";
import type { Given } from "./token-type.ts";
import { secretPlace, userPinPlace, type Vault } from "./vault.ts";

/** Throws when a secret was changed, moved, or sealed with a key that is not here. */
export function unsealed({ serial, secret, userPin }: Token, vault: Vault): Pick<Given, "seed" | "userPin"> {
  return {
    seed: secret?.kind === "sealed" ? vault.open(secret.bytes, secretPlace(serial)) : undefined,
    userPin: userPin === undefined ? undefined : text(vault.open(userPin, userPinPlace(serial))),
  };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
