// Letting another server decide: policies forward_server and forward_on_no_token (contract 06 section 2, "Forwarding").

import { auditEntry } from "../audit.ts";
import type { Decision } from "../change.ts";
import { text } from "../fields.ts";
import type { OutsideAnswer, OutsideQuestion } from "../outside.ts";
import type { Json } from "../token.ts";
import type { Vault } from "../vault.ts";
import { refusedByType } from "./authorization.ts";
import { reject } from "./reject.ts";
import type { CheckGiven, CheckOutcome, CheckRequest } from "./request.ts";
import type { Situation } from "./situation.ts";

/** Where the secret of a RADIUS server is sealed, in whichever policy it stands. */
export const forwardSecretPlace = "setting/policy/forward_server";

/** Of several servers only the first is asked, as in LinOTP. Never in the portal: a session is at stake there. */
export function serverFor(situation: Situation, request: CheckRequest): string | undefined {
  const { forward_server, forward_on_no_token } = situation.ruling.authentication;
  const [server] = (forward_server ?? "").split(/\s+/).filter((url) => url !== "");
  if (server === undefined || !request.fallbacks || request.user === undefined) return undefined;
  return forward_on_no_token && situation.owned.length > 0 ? undefined : server;
}

/** With forward_on_no_token only what other policies did not settle before is forwarded. */
export function forwardsFirst({ ruling }: Situation): boolean {
  return !ruling.authentication.forward_on_no_token;
}

/** Undefined: nobody is to be asked. */
export function forward(
  situation: Situation,
  request: CheckRequest,
  { vault, answers }: Pick<CheckGiven, "vault" | "answers">,
): Decision<CheckOutcome> | undefined {
  const server = serverFor(situation, request);
  if (server === undefined) return undefined;
  const question = questionTo(server, request, vault);
  const answer = question === undefined ? undefined : answers.outside(question);
  return answer?.verdict === "accepted" ? letIn(situation, request) : refuse(request, answer);
}

function letIn(situation: Situation, request: CheckRequest): Decision<CheckOutcome> {
  const refusal = refusedByType(undefined, situation);
  if (refusal !== undefined) return reject(request, refusal);
  const { user } = request;
  return {
    outcome: { kind: "accepted", token: undefined, user, pinLength: 0, otpLength: 0 },
    changes: [],
    audit: auditEntry(request.origin, {
      success: true,
      user: user?.login ?? "",
      realm: user?.realm ?? "",
      actionDetail: "Forwarded, result True",
    }),
  };
}

function refuse(request: CheckRequest, answer: OutsideAnswer | undefined): Decision<CheckOutcome> {
  const why = answer?.verdict === "unavailable" ? `: ${answer.why}` : "";
  const decision = reject(request, { because: "forwarded", sentence: `Forwarded, result False${why}` });
  const detail = answer?.verdict === "challenged" ? detailOf(answer) : undefined;
  if (detail === undefined || decision.outcome.kind !== "rejected") return decision;
  return { ...decision, outcome: { ...decision.outcome, detail } };
}

/** What the other server wants to know, in its own words; of a RADIUS server its State and its Reply-Message. */
function detailOf({ state, message, detail }: Extract<OutsideAnswer, { verdict: "challenged" }>): {
  readonly [key: string]: Json;
} {
  if (detail !== undefined) return detail;
  return {
    ...(state === undefined ? {} : { transactionid: state }),
    ...(message === undefined ? {} : { message }),
  };
}

function questionTo(server: string, request: CheckRequest, vault: Vault): OutsideQuestion | undefined {
  if (!URL.canParse(server)) return undefined;
  const url = new URL(server);
  if (url.protocol === "radius:") return radiusQuestion(url, request, vault);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const verifyCertificate = url.searchParams.get("verify_ssl_certificate")?.toLowerCase() === "true";
  url.search = "";
  const parameters = parametersOf(request);
  return { kind: "linotp", url: url.href, path: undefined, parameters, verifyCertificate };
}

function radiusQuestion(url: URL, request: CheckRequest, vault: Vault): OutsideQuestion | undefined {
  const secret = secretOf(url, vault);
  if (secret === undefined) return undefined;
  const { pass = "", transactionId: state, user } = request;
  return {
    kind: "radius",
    server: url.host,
    secret,
    user: user?.login ?? "",
    password: pass,
    ...(isState(state) ? { state } : {}),
    nasIdentifier: "LinOTP",
  };
}

/** As we gave it out: the octets of the attribute in hexadecimal. */
function isState(text: string | undefined): text is string {
  return text !== undefined && /^([0-9a-f]{2})+$/i.test(text);
}

/** The user as he was named, and everything else that was sent. */
function parametersOf(request: CheckRequest): { readonly [name: string]: string } {
  const names = [...request.parameters.keys()].filter((name) => !["user", "pass", "realm"].includes(name));
  const options = names.flatMap((name) => {
    const value = text(request.parameters, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const { login, realm } = request.addressed;
  return {
    ...Object.fromEntries(options),
    user: login,
    ...(realm === "" ? {} : { realm }),
    pass: request.pass ?? "",
  };
}

function secretOf(url: URL, vault: Vault): string | undefined {
  const sealed = url.searchParams.get("encsecret");
  if (sealed === null) return url.searchParams.get("secret") ?? undefined;
  try {
    return Buffer.from(vault.open(Buffer.from(sealed, "hex"), forwardSecretPlace)).toString("utf8");
  } catch {
    return undefined;
  }
}

/** The action of a policy as it is kept: `secret=` becomes `encsecret=`, sealed. Everything else stays. */
export function withSealedSecrets(action: string, vault: Pick<Vault, "seal">): string {
  // In quotes a comma belongs to the address, outside of them it ends the action (contract 09 section 1).
  return action.replaceAll(/'[^']*'|"[^"]*"|[^,'"]+/g, (part) =>
    part.replaceAll(/(radius:\/\/[^\s?'"]*\?)([^\s'"#]*)/gi, (_all, server: string, query: string) => {
      const parameters = query.split("&").map((each) => sealedParameter(each, vault));
      return `${server}${parameters.join("&")}`;
    }),
  );
}

/** However its name is spelled, a secret does not stay readable. */
function sealedParameter(parameter: string, vault: Pick<Vault, "seal">): string {
  const [[name, secret] = ["", ""]] = new URLSearchParams(parameter);
  if (name.toLowerCase() !== "secret") return parameter;
  const sealed = vault.seal(Buffer.from(secret), forwardSecretPlace);
  return `encsecret=${Buffer.from(sealed).toString("hex")}`;
}
