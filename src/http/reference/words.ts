// How a parameter is written down in the tables here, and those that many endpoints share.

import type { Parameter, Parameters } from "../call.ts";

export type ParameterTable = { readonly [path: string]: Parameters };

export function needed(about: string, type?: Parameter["type"]): Parameter {
  return { about, required: true, ...(type === undefined ? {} : { type }) };
}

export function possible(about: string, type?: Parameter["type"]): Parameter {
  return { about, ...(type === undefined ? {} : { type }) };
}

/** How a person is named (contract 01 section 7). */
export const person: Parameters = {
  user: possible("Login of the user; `login@realm` without `realm`."),
  realm: possible("The user's realm; the default realm unless given."),
  resConf: possible("The only resolver to look in."),
};

export const serial = needed("Serial of the token.");

/** Tokens by serial or owner. */
export const tokens: Parameters = { serial: possible("Serial of the token."), ...person };

export const qr: Parameters = {
  qr: possible("A QR code instead of JSON: `png`, `img` or `embed`, anything else for a page."),
  width: possible("Width of the picture on a page, in pixels.", "integer"),
  alt: possible("Alternative text of the picture on a page."),
};

/** What types of tokens take at their enrollment (contract 03). */
export const enrollment: Parameters = {
  type: possible("Type of the token; `hmac`."),
  serial: possible("Serial; made up unless given. A known one gets a new secret."),
  prefix: possible("What a made-up serial begins with."),
  genkey: possible("`1`: make up the seed.", "boolean"),
  otpkey: possible("The seed in hexadecimal digits; the password of `pw`."),
  otplen: possible("Digits of an OTP; 6.", "integer"),
  hashlib: possible("`sha1`, `sha256` or `sha512`; `sha1`."),
  timeStep: possible("`totp`: 30 or 60 seconds; 30.", "integer"),
  description: possible("Description of the token."),
  pin: possible("PIN of the token."),
  phone: possible("`sms`, `voice`: telephone number; the user's unless given."),
  email_address: possible("`email`: address; the user's unless given."),
  otppin: possible("`motp`: the PIN that the device computes with."),
  phase: possible("`fido2`, `u2f`: `registration1`, then `registration2`."),
};
