// How far a device's clock is from ours, and how far its drift is followed (deviation 16).
//
// `timeShift` is how far the device is ahead. Whoever sets it (an enrollment, an administrator, a resync) says so for
// certain; every use moves it a little, as in LinOTP. `drift` remembers the certain value beneath such moves, and a step is
// accepted only inside the windows around both: drift is followed, but uses alone never carry it further than one window
// from where it was set.

import { stepAt } from "../../core/otp/totp.ts";
import type { Token } from "../../core/token.ts";
import { infoNumber } from "../info.ts";

/** The clocks of one token at one moment, in steps. */
export interface Clocks {
  readonly stepSeconds: number;
  /** By our clock. */
  readonly current: number;
  /** By the device's, as it last showed itself. */
  readonly drifted: number;
  /** By the device's, as it was last set. */
  readonly certain: number;
  /** Seconds; what `drifted` is ahead of `current`. */
  readonly shift: number;
  /** Seconds; what `certain` is ahead of `current`. */
  readonly certainShift: number;
}

export function clocksOf(token: Token, now: number): Clocks {
  const stepSeconds = Math.max(1, infoNumber(token, "timeStep") ?? 30);
  const shift = infoNumber(token, "timeShift") ?? 0;
  const certainShift = shiftBeneath(token, shift);
  const at = (shiftSeconds: number) => stepAt(now, stepSeconds, shiftSeconds);
  return { stepSeconds, current: at(0), drifted: at(shift), certain: at(certainShift), shift, certainShift };
}

/** `drift` is about the shift it names; a shift that has been set since stands for itself. */
function shiftBeneath({ info }: Token, shift: number): number {
  const drift = info["drift"];
  if (typeof drift !== "object" || drift === null || !("from" in drift)) return shift;
  const { from, to } = drift;
  return to === shift && typeof from === "number" ? from : shift;
}

/** What is to be remembered of the clock after a use at `step`. */
export function moved(step: number, { current, stepSeconds, certainShift }: Clocks): Token["info"] {
  const timeShift = (step - current) * stepSeconds;
  return timeShift === certainShift
    ? { timeShift }
    : { timeShift, drift: { from: certainShift, to: timeShift } };
}
