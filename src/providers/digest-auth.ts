// HTTP digest authentication (RFC 7616, and RFC 2617 for peers without `qop`): the answer to one challenge.

import { hash } from "node:crypto";

export interface DigestQuestion {
  /** The `WWW-Authenticate` header. */
  readonly challenge: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly user: string;
  readonly password: string;
  /** Random text. */
  readonly clientNonce: string;
}

const algorithms: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-256": "sha256",
  "SHA-512-256": "sha512-256",
};

/** The `Authorization` header; undefined when the challenge is none that we can answer. */
export function answerDigest(question: DigestQuestion): string | undefined {
  const { method, target, user, password, clientNonce } = question;
  const { realm = "", nonce, opaque, qop, algorithm = "MD5" } = readChallenge(question.challenge);
  const digest = algorithms[algorithm.toUpperCase()];
  const quality =
    qop === undefined
      ? undefined
      : qop
          .split(",")
          .map((each) => each.trim())
          .find((each) => each === "auth");
  if (nonce === undefined || digest === undefined || (qop !== undefined && quality === undefined))
    return undefined;
  const digested = (...parts: readonly string[]) => hash(digest, parts.join(":"), "hex");
  const who = digested(user, realm, password);
  const what = digested(method, target);
  const count = "00000001";
  const response =
    quality === undefined
      ? digested(who, nonce, what)
      : digested(who, nonce, count, clientNonce, quality, what);
  return [
    `Digest username="${quoted(user)}", realm="${quoted(realm)}", nonce="${quoted(nonce)}", uri="${quoted(target)}"`,
    `response="${response}", algorithm=${algorithm}`,
    ...(quality === undefined ? [] : [`qop=auth, nc=${count}, cnonce="${clientNonce}"`]),
    ...(opaque === undefined ? [] : [`opaque="${quoted(opaque)}"`]),
  ].join(", ");
}

function readChallenge(header: string): Partial<Record<string, string>> {
  const [, list] = /(?:^|,\s*)Digest\s+(.*)$/is.exec(header) ?? [];
  const found = (list ?? "").matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g);
  return Object.fromEntries(
    [...found].map(([, name = "", text, word]) => [
      name.toLowerCase(),
      text?.replace(/\\(.)/g, "$1") ?? word,
    ]),
  );
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}
