// How gateways want a number written.

import { type Fields, flag, optional } from "../../core/fields.ts";

export interface NumberRules {
  /** Digits only, country code first: `+49 (0)170 12-34` becomes `491701234`. */
  readonly msisdn: boolean;
  /** Taken away from the front. */
  readonly suppressPrefix: string;
}

export function readNumberRules(config: Fields): NumberRules {
  return {
    msisdn: flag(config, "MSISDN") ?? false,
    suppressPrefix: optional(config, "SUPPRESS_PREFIX") ?? "",
  };
}

export function adjustNumber(number: string, { msisdn, suppressPrefix }: NumberRules): string {
  const written = msisdn ? toMsisdn(number) : number;
  return suppressPrefix !== "" && written.startsWith(suppressPrefix)
    ? written.slice(suppressPrefix.length)
    : written;
}

function toMsisdn(number: string): string {
  return number.replaceAll("(0)", "").replace(/\D/g, "").replace(/^00/, "");
}
