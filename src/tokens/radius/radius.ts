// RADIUS tokens: another RADIUS server says whether the OTP is right. Contract 03 "radius", RFC 2865.

import { invalid, optional, required } from "../../core/fields.ts";
import type { Token } from "../../core/token.ts";
import { type Given, type TokenType, type Verdict, wrong } from "../../core/token-type.ts";
import { promptOf, validityOf } from "../challenge.ts";
import { checksPinThere, readLocalPin, splitUnlessThere, stateOf, verdictOf } from "../elsewhere.ts";
import { infoText } from "../info.ts";

const localPin = "radius.local_checkpin";

const question = "Please enter your otp value: ";
const nothingSpent = { data: {}, spend: {}, detail: {} } as const;

/** What this server calls itself in its requests (RFC 2865 section 5.32), as LinOTP does unless told otherwise. */
const nasIdentifier = "LinOTP";

export const radius: TokenType = {
  type: "radius",
  spelling: "radius",
  prefix: "LSRA",
  title: "One-time password of another RADIUS server",
  otp: "elsewhere",
  modes: { authenticate: true, challenge: true },
  selfEnroll: false,
  asksOutside: true,
  readEnrollment(fields) {
    const server = required(fields, "radius.server");
    if (!/^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(server))
      throw invalid("radius.server", "a host name or address, with or without a port");
    const info = { "radius.server": server, "radius.user": optional(fields, "radius.user") ?? "" };
    return {
      secret: { kind: "seed", bytes: Buffer.from(required(fields, "radius.secret")) },
      set: { otpLength: 6, info: { ...info, ...readLocalPin(fields, localPin) } },
      shown: {},
    };
  },
  checksPinElsewhere: checksPinThere(localPin),
  split: splitUnlessThere(localPin),
  verify: (token, otp, given) => asked(token, otp, { given }),
  challenge: {
    trigger: "pin",
    open: (_token, { settings }) => ({ ...nothingSpent, message: promptOf("radius", settings, question) }),
    blockingMs: () => 0,
    repeat: (_token, { message }) => ({ message, detail: {} }),
    answer: (token, { challenge, otp }, given) =>
      asked(token, otp, { given, state: stateOf(challenge.data) }),
    validitySeconds: validityOf("radius"),
  },
};

function asked(
  token: Token,
  password: string,
  { given, state }: { readonly given: Given; readonly state?: string | undefined },
): Verdict {
  const server = infoText(token, "radius.server");
  if (server === undefined || given.seed === undefined) return wrong;
  const answer = given.outside({
    kind: "radius",
    server,
    secret: Buffer.from(given.seed).toString("utf8"),
    user: infoText(token, "radius.user") ?? "",
    password,
    ...(state === undefined ? {} : { state }),
    nasIdentifier,
  });
  return verdictOf(answer, (theirs) => theirs || question);
}
