// Cookies, read and written (RFC 6265).

import type { Cookie } from "../call.ts";

const none: { readonly [name: string]: string } = Object.freeze({});

/** The first of two cookies with the same name counts: it belongs to the more specific path. */
export function readCookies(header: string | undefined): { readonly [name: string]: string } {
  if (header === undefined || header === "") return none;
  const cookies: { [name: string]: string } = Object.create(null);
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && cookies[name] === undefined) cookies[name] = unquoted(pair.slice(equals + 1).trim());
  }
  return cookies;
}

export function writeCookie(cookie: Cookie, secure: boolean): string {
  const parts = [`${cookie.name}=${cookie.value}`, "Path=/", "SameSite=Lax"];
  parts.push(`Expires=${new Date(cookie.expiresAt).toUTCString()}`);
  if (cookie.httpOnly) parts.push("HttpOnly");
  if (secure) parts.push("Secure");
  return parts.join("; ");
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
