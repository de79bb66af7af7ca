// Mobile-OTP (motp.sourceforge.net): the beginning of an MD5 digest of the time, a key and a PIN. Contract 03 "motp".

import { hash as digest } from "node:crypto";

/** A step is ten seconds. */
export const motpStepSeconds = 10;

/** `keyText` as it was typed into the device, hexadecimal digits for the most part. `digits`: at most 32. */
export interface MotpKey {
  readonly keyText: string;
  readonly pin: string;
  readonly digits: number;
}

/** Lower-case hexadecimal digits. `step`: tens of seconds since 1970. */
export function motp({ keyText, pin, digits }: MotpKey, step: number): string {
  return digest("md5", `${step}${keyText}${pin}`, "hex").slice(0, digits);
}
