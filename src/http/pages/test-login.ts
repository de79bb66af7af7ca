// /auth/*: pages on which anybody can try whether his token works (contract 10 section 2). They call /validate/check as
// any other client does.

import { readFileSync } from "node:fs";
import type { Call, Reply, Route } from "../call.ts";
import { escapeHtml } from "./page.ts";
import { type Kind, kinds, type Texts, texts } from "./test-login-texts.ts";

const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src data:"],
  ...["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
].join("; ");

export const testLoginRoutes: readonly Route[] = [
  page("/auth/index", "index", "Test login: PIN and OTP in one field."),
  page("/auth/", "index", "The same."),
  page("/auth/index3", "index3", "Test login: user, PIN and OTP in three fields."),
  page(
    "/auth/challenge-response",
    "challenge-response",
    "Test login: PIN first, then the answer to a challenge.",
  ),
  page("/auth/challenge_response", "challenge-response", "The same."),
  page("/auth/ocra2", "ocra2", "Test login: PIN first, then the answer to a picture for an OCRA2 token."),
  page("/auth/qrtoken", "qrtoken", "Test login: PIN first, then a picture for a QR token."),
  page("/auth/pushtoken", "pushtoken", "Test login: PIN first, then a question on the phone."),
  asset("/auth/test-login.js", "text/javascript; charset=utf-8"),
  asset("/auth/test-login.css", "text/css; charset=utf-8"),
];

function page(path: string, kind: Kind, about: string): Route {
  const bodies = { en: htmlOf("en", kind), de: htmlOf("de", kind) };
  const headers = { "content-security-policy": policy, vary: "accept-language" };
  const handler = async ({ language }: Call): Promise<Reply> => ({
    status: 200,
    contentType: "text/html; charset=utf-8",
    body: bodies[language],
    headers: { ...headers, "content-language": language },
    audit: "none",
  });
  return { methods: ["GET"], path, who: "anyone", unaudited: true, handler, about, parameters: {} };
}

function asset(path: string, contentType: string): Route {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const body = readFileSync(new URL(name, import.meta.url), "utf8");
  const headers = { "cache-control": "no-cache" };
  const handler = async (): Promise<Reply> => ({ status: 200, contentType, body, headers, audit: "none" });
  return {
    methods: ["GET"],
    path,
    who: "anyone",
    unaudited: true,
    handler,
    about: "Part of the test login pages.",
    parameters: {},
  };
}

function htmlOf(language: Call["language"], kind: Kind): string {
  const said = texts[language];
  const data = Object.entries(said.said).map(([name, text]) => `data-${name}="${escapeHtml(text)}"`);
  const others = kinds
    .filter((other) => other !== kind)
    .map((other) => `<a href="/auth/${other}">${said.title[other]}</a>`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${said.title[kind]}</title>
<link rel="stylesheet" href="/auth/test-login.css">
<script type="module" src="/auth/test-login.js"></script>
</head>
<body>
<main>
<h1>${said.title[kind]}</h1>
<p>${said.hint[kind]}</p>
<form method="post" action="/validate/check" autocomplete="off" data-kind="${kind}" ${data.join(" ")}>
${input("user", said.user, "text")}
${secretsOf(kind, said)}
<figure hidden><img alt="${escapeHtml(said.picture)}"><figcaption><a>${said.open}</a></figcaption></figure>
<div id="answer" hidden>${input("answer", said.answer, "password")}</div>
<button type="submit">${said.submit}</button>
<output role="status"></output>
</form>
<nav aria-label="${said.elsewhere}">${said.elsewhere} ${others.join(", ")}</nav>
</main>
</body>
</html>
`;
}

function secretsOf(kind: Kind, said: Texts): string {
  if (kind === "index") return input("pass", said.both, "password");
  const pin = input("pin", said.pin, "password");
  if (kind === "index3") return `${pin}\n${input("pass", said.otp, "password")}`;
  return kind === "challenge-response" ? pin : `${pin}\n${input("data", said.data, "text", said.sample)}`;
}

// biome-ignore lint/complexity/useMaxParams: an input element has a name, a label, a type and a value
function input(name: string, label: string, type: "text" | "password", value = ""): string {
  const typing = 'autocapitalize="none" spellcheck="false" autocomplete="off"';
  const initial = value === "" ? "" : ` value="${escapeHtml(value)}"`;
  return `<label>${label}<input name="${name}" type="${type}" ${typing}${initial}></label>`;
}
