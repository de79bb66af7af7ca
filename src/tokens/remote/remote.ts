// Remote tokens: another server that speaks the same API says whether the OTP is right. Contract 03 "remote".

import { invalid, readFlag, required, text } from "../../core/fields.ts";
import type { Token } from "../../core/token.ts";
import { type Given, type TokenType, type Verdict, wrong } from "../../core/token-type.ts";
import { validityOf } from "../challenge.ts";
import { checksPinThere, readLocalPin, splitUnlessThere, stateOf, verdictOf } from "../elsewhere.ts";
import { infoText } from "../info.ts";

const localPin = "remote.local_checkpin";
/** Whatever the other server says: clients compare it (contract 03). */
const question = "Remote Otp: ";

const names = ["remote.serial", "remote.user", "remote.realm", "remote.resConf"] as const;

export const remote: TokenType = {
  type: "remote",
  spelling: "remote",
  prefix: "LSRE",
  title: "Token on another server",
  otp: "elsewhere",
  modes: { authenticate: true, challenge: true },
  selfEnroll: false,
  asksOutside: true,
  readEnrollment(fields) {
    const server = required(fields, "remote.server");
    if (!isAddress(server)) throw invalid("remote.server", "an http:// or https:// address");
    const named = names.map((name) => [name, text(fields, name) ?? null] as const);
    const info = { "remote.server": server, ...Object.fromEntries(named), ...readLocalPin(fields, localPin) };
    return { secret: undefined, set: { otpLength: 6, info }, shown: {} };
  },
  checksPinElsewhere: checksPinThere(localPin),
  split: splitUnlessThere(localPin),
  verify: (token, otp, given) => asked(token, otp, { given }),
  challenge: {
    trigger: "pin",
    open: () => ({ message: question, data: {}, spend: {}, detail: {} }),
    blockingMs: () => 0,
    repeat: (_token, { message }) => ({ message, detail: {} }),
    answer: (token, { challenge, otp }, given) =>
      asked(token, otp, { given, state: stateOf(challenge.data) }),
    validitySeconds: validityOf("remote"),
  },
};

function isAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}

/** With a serial that token is asked for, otherwise the user's. */
function asked(
  token: Token,
  pass: string,
  { given, state }: { readonly given: Given; readonly state?: string | undefined },
): Verdict {
  const server = infoText(token, "remote.server");
  if (server === undefined) return wrong;
  const serial = infoText(token, "remote.serial") ?? "";
  const user = { user: infoText(token, "remote.user") ?? "", realm: infoText(token, "remote.realm") ?? "" };
  const whom = serial === "" ? { ...user, resConf: infoText(token, "remote.resConf") ?? "" } : { serial };
  const answer = given.outside({
    kind: "linotp",
    url: `${server.replace(/\/+$/, "")}/validate`,
    path: serial === "" ? "check" : "check_s",
    parameters: { ...whom, pass, ...(state === undefined ? {} : { state }) },
    verifyCertificate: readFlag(given.setting("remote.verify_ssl_certificate") ?? "") === true,
  });
  return verdictOf(answer, () => question);
}
