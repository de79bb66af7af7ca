// What the types share whose OTPs another server judges: where the PIN is checked, and what its answer means here.

import { type Fields, flag } from "../core/fields.ts";
import type { OutsideAnswer } from "../core/outside.ts";
import type { Token } from "../core/token.ts";
import { type TokenType, type Verdict, wrong } from "../core/token-type.ts";
import { infoText } from "./info.ts";

/** Kept as text, as LinOTP does; a parameter that was not sent means that the PIN is checked here (contract 03). */
export function readLocalPin(fields: Fields, parameter: string): { readonly [key: string]: string } {
  return { [parameter]: flag(fields, parameter) === false ? "0" : "1" };
}

export function checksPinThere(parameter: string): NonNullable<TokenType["checksPinElsewhere"]> {
  return (token) => infoText(token, parameter) === "0";
}

/** The whole pass goes to the other server when it checks the PIN as well, and when it asked for an answer. */
export function splitUnlessThere(parameter: string): NonNullable<TokenType["split"]> {
  const isThere = checksPinThere(parameter);
  return (pass, token, answering) => (answering || isThere(token) ? { fixed: "", otp: pass } : undefined);
}

/** `words`: what the person is asked when the other server wants to know more, given its own words. */
export function verdictOf(
  answer: OutsideAnswer | undefined,
  words: (theirs: string | undefined) => string,
): Verdict {
  switch (answer?.verdict) {
    case "accepted":
      return { match: true, spend: {} };
    case "challenged": {
      const { state = "", message } = answer;
      return { match: false, asks: { message: words(message), data: { state }, detail: {} } };
    }
    case "unavailable":
      return { match: false, failed: answer.why };
    default:
      return wrong;
  }
}

/** What the other server is to get back with the answer. */
export function stateOf(data: Token["info"]): string | undefined {
  const state = data["state"];
  return typeof state === "string" && state !== "" ? state : undefined;
}
