// Comparing what somebody sent with what is right, in the same time wherever they differ.

import { timingSafeEqual } from "node:crypto";

/** How long the right value is, is no secret. */
export function equalText(left: string, right: string): boolean {
  const one = Buffer.from(left);
  const other = Buffer.from(right);
  return one.length === other.length && timingSafeEqual(one, other);
}
