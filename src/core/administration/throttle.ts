// Wrong passwords in a row make an account, and the network they come from, wait.

import type { Throttle } from "../store.ts";

const freeFailures = 20;
const firstDelayMs = 30_000;
const longestDelayMs = 3_600_000;

/**
 * The delay doubles from 30 s to 1 h. Attempts during it are refused without being counted, so nobody can keep an
 * account locked for ever by knocking.
 */
export function mustWait(throttle: Throttle | undefined, now: number): boolean {
  if (throttle === undefined || throttle.failures < freeFailures) return false;
  return now < throttle.at + delayMs(throttle.failures);
}

export function delayMs(failures: number): number {
  const doublings = Math.min(failures - freeFailures, 7);
  return doublings < 0 ? 0 : Math.min(firstDelayMs * 2 ** doublings, longestDelayMs);
}

/** The /24 of an IPv4 address and the /64 of an IPv6 address: what one attacker can easily have all of. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address.split(".").slice(0, 3).join(".");
  const [front = "", back] = address.split("::");
  const head = front === "" ? [] : front.split(":");
  const tail = back === undefined || back === "" ? [] : back.split(":");
  const zeros = back === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0");
  return [...head, ...zeros, ...tail].slice(0, 4).join(":").toLowerCase();
}
