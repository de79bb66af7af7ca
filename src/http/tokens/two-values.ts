// What a resync reads: two OTPs in a row, and what they answer if the token answers questions (contract 05 section 3).

import { type Fields, optional, required } from "../../core/fields.ts";
import type { TwoValues } from "../../operations/tokens/resync.ts";

export function readTwoValues(fields: Fields): TwoValues {
  const [first, second] = [optional(fields, "challenge1"), optional(fields, "challenge2")];
  return {
    otps: [required(fields, "otp1"), required(fields, "otp2")],
    questions: first === undefined || second === undefined ? undefined : [first, second],
  };
}
