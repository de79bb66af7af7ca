// Reads a PIN that was typed twice.

import type { PinRules } from "./api/read-context.ts";
import { type PinFault, pinFault } from "./pin-rules.ts";

export type PinFaults = { readonly pin?: PinFault; readonly pinRepeat?: "differs" };

export type PinAsk = {
  readonly rules: PinRules;
  /** A token may go without a PIN, if the rules let it. */
  readonly optional: boolean;
};

export function checkPins(
  fields: { readonly get: (name: string) => unknown },
  ask: PinAsk,
): { readonly pin: string; readonly faults: PinFaults } {
  const pin = String(fields.get("pin") ?? "");
  const fault = pinFault(pin, ask.rules) ?? (pin === "" && !ask.optional ? "missing" : undefined);
  const differs = fault === undefined && pin !== String(fields.get("pinRepeat") ?? "");
  return {
    pin,
    faults: { ...(fault === undefined ? {} : { pin: fault }), ...(differs ? { pinRepeat: "differs" } : {}) },
  };
}
