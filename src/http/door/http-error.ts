// The parameter `httperror` turns a JSON error into an HTTP error page (contract 01 section 3).

import type { Fields } from "../../core/fields.ts";
import type { Settings } from "../../core/settings.ts";
import type { Reply } from "../call.ts";
import { escapeHtml, htmlPage } from "../pages/page.ts";
import { wireVersion } from "../version.ts";

const reasons: { readonly [status: number]: string } = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  410: "Gone",
  413: "Content Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

export function withHttpError(reply: Reply, fields: Fields, settings: Settings): Reply {
  const asked = fields.get("httperror");
  if (reply.error === undefined || asked === undefined) return reply;
  const listed = (settings.config.get("errors")?.value ?? "").split(",").map((code) => code.trim());
  if (listed.some((code) => code !== "") && !listed.includes(String(reply.error.code))) return reply;
  const status = readStatus(asked);
  const { code, message } = reply.error;
  const title = `${status} ${status} ${reasons[status] ?? "LinOTP Error"}`;
  const body = htmlPage(title, `[${escapeHtml(wireVersion.version)}] ${code}: ${escapeHtml(message)}`);
  return { ...reply, status, contentType: "text/html; charset=utf-8", body };
}

/** A page for what never reached a handler. */
export function errorPage(status: 400 | 404 | 405, text: string): Reply {
  const body = htmlPage(`${status} ${reasons[status]}`, escapeHtml(text));
  return { status, contentType: "text/html; charset=utf-8", body, audit: "none" };
}

/** Only what can end an exchange: 1xx would leave the caller waiting. */
function readStatus(asked: unknown): number {
  const number = typeof asked === "string" && /^\d{3}$/.test(asked) ? Number(asked) : 500;
  return number >= 200 && number <= 599 && number !== 204 && number !== 304 ? number : 500;
}
