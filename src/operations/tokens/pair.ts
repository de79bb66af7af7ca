// A phone answers to the address that it scanned. It is decrypted and verified before anything is locked.

import type { Origin } from "../../core/audit.ts";
import { decidePair } from "../../core/lifecycle/pair.ts";
import { openPairingResponse, readPairingResponse } from "../../core/pairing/pairing-response.ts";
import { refuse } from "../../core/problem.ts";
import { serverKeyOf } from "../../core/server-key.ts";
import type { Serial } from "../../core/token.ts";
import { holderOf } from "../authentication/check.ts";
import type { World } from "../world.ts";

/** `text`: what the phone sent. Throws a Refusal unless a token's type takes the phone. */
export async function pairPhone(world: World, text: string, origin: Origin): Promise<void> {
  const sealed = readPairingResponse(text);
  const key =
    sealed === undefined ? undefined : serverKeyOf(world.store.settings(), world.vault)(sealed.partition);
  const response =
    sealed === undefined || key === undefined ? undefined : openPairingResponse(sealed, key.secret);
  if (response === undefined) throw refuse("the pairing response cannot be read");
  const serial = response.serial as Serial;
  const holder = await holderOf(world, await world.store.token(serial));
  await world.store.decide({ serials: [serial] }, (state) =>
    decidePair(state, { origin, response, holder, types: world.types }),
  );
}
