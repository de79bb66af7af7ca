// TOTP, RFC 6238: HOTP whose counter is the number of time steps since 1970.

/** `shiftSeconds`: how far the clock that made the value is ahead of ours. */
export function stepAt(nowMs: number, stepSeconds: number, shiftSeconds = 0): number {
  return Math.floor((nowMs / 1000 + shiftSeconds) / stepSeconds);
}
