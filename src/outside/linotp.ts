// Asking a server that speaks LinOTP's API whether a pass is right (contract 03, remote; contract 06, forwarding).

import type { OutsideAnswer } from "../core/outside.ts";
import type { Json } from "../core/token.ts";
import { callHttp } from "../egress/http-call.ts";
import type { Asked, OutsideDeps } from "./outside-deps.ts";
import { shownText } from "./outside-deps.ts";

type LinotpQuestion = Asked<"linotp">;

/** The certificate is looked at only where the question says so. Redirects are not followed. */
export async function askLinotp(question: LinotpQuestion, deps: OutsideDeps): Promise<OutsideAnswer> {
  const url = addressOf(question);
  if (url === undefined) return { verdict: "unavailable", why: "the server's address is none" };
  const { status, body } = await callHttp(
    {
      method: "POST",
      url,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(question.parameters).toString(),
    },
    {
      timeoutMs: deps.timeoutMs ?? 5000,
      certificate: question.verifyCertificate ? undefined : false,
      proxy: undefined,
    },
    deps.egress,
  );
  if (status < 200 || status >= 300)
    return { verdict: "unavailable", why: `the server answered with status ${status}` };
  return readVerdict(body);
}

/** `https://host`, also with a path of its own; or the whole address, which is left as it is. */
function addressOf({ url: written, path }: LinotpQuestion): URL | undefined {
  const url = URL.parse(written);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (path !== undefined && !/\/validate\/check(?:_s)?$/.test(url.pathname)) {
    url.pathname = `${url.pathname.replace(/\/+$/, "").replace(/\/validate$/, "")}/validate/${path}`;
  }
  url.hash = "";
  return url;
}

/** Nothing but `true` is a yes, and nothing but `false` a no. */
function readVerdict(body: string): OutsideAnswer {
  const answer = objectOf(parseJson(body));
  const result = objectOf(answer?.["result"]);
  const value = result?.["value"];
  if (result?.["status"] !== true || typeof value !== "boolean")
    return { verdict: "unavailable", why: "the server's answer is none" };
  const detail = objectOf(cleaned(answer?.["detail"], 0));
  const said = detail === undefined ? {} : { detail };
  if (value) return { verdict: "accepted", ...said };
  if (detail === undefined) return { verdict: "refused" };
  const [state, message] = [detail["transactionid"] ?? detail["state"], detail["message"]];
  return {
    verdict: "challenged",
    ...said,
    ...(typeof state === "string" ? { state } : {}),
    ...(typeof message === "string" ? { message: shownText(message) } : {}),
  };
}

const deepest = 16;

/** What can be stored and walked over safely: not deep, no NUL, no broken characters, no key that means a prototype. */
function cleaned(value: Json | undefined, depth: number): Json | undefined {
  if (depth > deepest) return undefined;
  if (typeof value === "string") return value.replaceAll("\u0000", "").toWellFormed();
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => cleaned(each, depth + 1) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "__proto__" && !key.includes("\u0000") && key.isWellFormed())
      .map(([key, inner]) => [key, cleaned(inner, depth + 1) ?? null]),
  );
}

function objectOf(value: Json | undefined): { readonly [key: string]: Json } | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as { readonly [key: string]: Json }) : undefined;
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
