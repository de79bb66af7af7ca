// The addresses behind the QR codes that the app scans. Contract 03 "ocra2"; policies qrtanurl and qrtanurl_init.

import { createHmac } from "node:crypto";
import { type Fields, optional } from "../../core/fields.ts";
import type { OcraSuite } from "../../core/otp/ocra/suite.ts";
import type { Ruling } from "../../core/policy/rule.ts";

/** As in a form (blanks are `+`), in this order. */
export function appAddress(
  kind: "init" | "nonce" | "req",
  parameters: Readonly<Record<string, string>>,
): string {
  const fields = Object.entries(parameters).map(([name, value]) => `${name}=${escaped(value)}`);
  return `lseqr://${kind}?${fields.join("&")}`;
}

/** Everything but RFC 3986's unreserved characters; the signature is over this very spelling. */
export function escaped(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

/** The app sees that the question is from whoever has its key: hexadecimal HMAC over all that precedes. */
export function signed(
  address: string,
  { suite, seed }: { readonly suite: OcraSuite; readonly seed: Uint8Array },
): { readonly address: string; readonly signature: string } {
  const signature = createHmac(suite.hash, seed).update(address).digest("hex");
  return { address: `${address}&si=${signature}`, signature };
}

export interface CallbackSubject {
  readonly ruling: Ruling;
  readonly serial: string;
  /** Unknown while the token is being enrolled. */
  readonly transactionId?: string;
}

/** Where the app sends its answer: by policy, unless the request wants none. Empty: nowhere, it is typed. */
export function callbackAddress(
  action: "qrtanurl" | "qrtanurl_init",
  fields: Fields,
  { ruling, serial, transactionId }: CallbackSubject,
): string {
  if (fields.has("no_callback")) return "";
  const id = optional(fields, "callback.id");
  const template =
    (id === undefined ? ruling.authentication[action] : ruling.subKey("authentication", action, id)) ?? "";
  const known: Readonly<Record<string, string | undefined>> = {
    serial,
    transactionid: transactionId,
    user: inAddress(optional(fields, "callback.user")),
    password: inAddress(optional(fields, "callback.password")),
  };
  return template.replaceAll(/<(\w+)>/g, (all, name: string) =>
    Object.hasOwn(known, name) ? (known[name] ?? all) : all,
  );
}

/** A blank is `%20` in the path of an address. */
function inAddress(text: string | undefined): string | undefined {
  return text === undefined ? undefined : escaped(text).replaceAll("+", "%20");
}
