// PINs that a policy makes up: nobody is shown them (contract 02 section 5, otp_pin_random).

import { alphabetOf, bytesFor, randomText } from "../../core/lifecycle/random-text.ts";
import { makePin } from "../../core/pin.ts";
import type { Ruling } from "../../core/policy/rule.ts";
import type { PinTag } from "../../core/token.ts";
import type { World } from "../world.ts";

const longestPin = 99;
const saltBytes = 16;

/** Draws what the PIN of one token takes; the answer says nothing when no policy wants one. */
export function drawPin(world: World): (ruling: Ruling) => PinTag | undefined {
  const random = world.random(bytesFor(longestPin));
  const salt = world.random(saltBytes);
  return ({ enrollment }) => {
    const length = Math.min(enrollment.otp_pin_random ?? 0, longestPin);
    if (length <= 0) return undefined;
    const pin = randomText(alphabetOf(enrollment.otp_pin_random_content ?? ""), length, random);
    return makePin(world.vault, salt, pin);
  };
}

/** An empty PIN is none. */
export function tagOf(world: World, pin: string): PinTag | undefined {
  return pin === "" ? undefined : makePin(world.vault, world.random(saltBytes), pin);
}
