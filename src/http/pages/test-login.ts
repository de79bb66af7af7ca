// /auth/*: pages on which anybody can try whether his token works (contract 10 section 2). They call /validate/check as
// any other client does.

import { readFileSync } from "node:fs";
import type { Call, Reply, Route } from "../call.ts";
import { escapeHtml } from "./page.ts";

type Kind = "index" | "index3" | "challenge-response";

interface Texts {
  readonly title: { readonly [Of in Kind]: string };
  readonly hint: { readonly [Of in Kind]: string };
  readonly user: string;
  readonly pin: string;
  readonly otp: string;
  readonly both: string;
  readonly answer: string;
  readonly submit: string;
  readonly elsewhere: string;
  /** Shown by the script. */
  readonly said: { readonly [name: string]: string };
}

const texts: { readonly [Language in Call["language"]]: Texts } = {
  en: {
    title: {
      index: "Test login",
      index3: "Test login with separate PIN",
      "challenge-response": "Test login with a question",
    },
    hint: {
      index: "Type your PIN and the one-time password in one field, without a blank.",
      index3: "Type your PIN and the one-time password in two fields.",
      "challenge-response": "Type your PIN. Your token is then asked, for example by SMS or e-mail.",
    },
    user: "User name",
    pin: "PIN or password",
    otp: "One-time password",
    both: "PIN and one-time password",
    answer: "Answer",
    submit: "Log in",
    elsewhere: "Other ways to test:",
    said: {
      waiting: "One moment …",
      accepted: "Accepted: the login works.",
      refused: "Refused: user name, PIN or one-time password are not right.",
      asked: "Please answer the question.",
      unreachable: "The server does not answer.",
    },
  },
  de: {
    title: {
      index: "Test-Anmeldung",
      index3: "Test-Anmeldung mit getrennter PIN",
      "challenge-response": "Test-Anmeldung mit Rückfrage",
    },
    hint: {
      index: "PIN und Einmalpasswort ohne Leerzeichen in ein Feld eingeben.",
      index3: "PIN und Einmalpasswort in zwei Felder eingeben.",
      "challenge-response": "PIN eingeben. Danach wird der Token gefragt, zum Beispiel per SMS oder E-Mail.",
    },
    user: "Benutzername",
    pin: "PIN oder Passwort",
    otp: "Einmalpasswort",
    both: "PIN und Einmalpasswort",
    answer: "Antwort",
    submit: "Anmelden",
    elsewhere: "Andere Arten zu testen:",
    said: {
      waiting: "Einen Moment …",
      accepted: "Angenommen: Die Anmeldung funktioniert.",
      refused: "Abgelehnt: Benutzername, PIN oder Einmalpasswort stimmen nicht.",
      asked: "Bitte die Rückfrage beantworten.",
      unreachable: "Der Server antwortet nicht.",
    },
  },
};

const kinds: readonly Kind[] = ["index", "index3", "challenge-response"];

const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
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
  return { methods: ["GET"], path, who: "anyone", unaudited: true, handler, about };
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
<form method="post" action="/validate/check" autocomplete="off" ${data.join(" ")}>
${input("user", said.user, "text")}
${secretsOf(kind, said)}
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
  return kind === "index3" ? `${pin}\n${input("pass", said.otp, "password")}` : pin;
}

function input(name: string, label: string, type: "text" | "password"): string {
  const typing = 'autocapitalize="none" spellcheck="false" autocomplete="off"';
  return `<label>${label}<input name="${name}" type="${type}" ${typing}></label>`;
}
