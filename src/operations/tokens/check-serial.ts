// Whether a serial is free, and which similar one is if not.

import type { World } from "../world.ts";

export interface FreeSerial {
  readonly unique: boolean;
  readonly serial: string;
}

/** `_01`, `_02`, ... are appended until one is free. */
export async function checkSerial(world: World, wanted: string): Promise<FreeSerial> {
  if ((await world.store.token(wanted)) === undefined) return { unique: true, serial: wanted };
  for (let number = 1; ; number++) {
    const serial = `${wanted}_${String(number).padStart(2, "0")}`;
    if ((await world.store.token(serial)) === undefined) return { unique: false, serial };
  }
}
