// Challenges of a token as /admin/checkstatus spells them (contract 05 section 2): LinOTP writes out its own objects there.

import type { Challenge } from "../../core/challenge.ts";
import type { Token } from "../../core/token.ts";
import type { TokenChallenges } from "../../operations/tokens/lookup/open-challenges.ts";
import { spacedSeconds } from "../dates.ts";
import { type Row, type Spelling, tokenRow } from "../wire.ts";

export function challengesOfToken({ token, challenges }: TokenChallenges, spelling: Spelling): Row {
  const rows = challenges.map((challenge, index) => [challenge.transactionId, row(challenge, index)]);
  return { challenges: Object.fromEntries(rows), tokeninfo: tokenObject(token, spelling) };
}

function row(challenge: Challenge, index: number): Row {
  const { transactionId, message, serial, openedAt, answered, valid, status } = challenge;
  return {
    id: index + 1,
    transid: transactionId,
    challenge: message,
    tokenserial: serial,
    data: dataOf(challenge),
    timestamp: spacedSeconds(openedAt),
    received_tan: answered,
    valid_tan: valid,
    session: { status },
  };
}

/**
 * Of a scanned question (ocra2) what its owner was shown as well. What else only the type understands stays with us: among
 * it are counters and keys.
 */
function dataOf({ serial, openedAt, data: { challenge, input, url } }: Challenge): Row {
  if (challenge !== undefined && input !== undefined) return { challenge, serial, input, url: url ?? "" };
  const micros = `${String(openedAt % 1000).padStart(3, "0")}000`;
  return { serial, date: `${spacedSeconds(openedAt)}.${micros}` };
}

/** LinOTP's types that are kinds of HOTP tokens. */
const kindsOfHotp: ReadonlySet<string> = new Set(["hmac", "totp", "sms", "email", "voice"]);

/** Apart from `type` and `token` these are what the fields of a fresh object of LinOTP's happen to be. */
function tokenObject(token: Token, spelling: Spelling): Row {
  const type = spelling.types.get(token.type);
  const modes = [
    ...(type?.modes.authenticate ? ["authenticate"] : []),
    ...(type?.modes.challenge ? ["challenge"] : []),
  ];
  const isHotp = kindsOfHotp.has(token.type);
  const hashlibStr = token.info["hashlib"] ?? "sha1";
  return {
    type: type?.spelling ?? token.type,
    token: tokenRow(token, spelling),
    info: {},
    hKeyRequired: isHotp,
    mode: modes,
    challenge_token: [],
    pin_matching_token: [],
    invalid_token: [],
    valid_token: [],
    related_challenges: [],
    auth_info: {},
    transId: isHotp ? "None" : 0,
    matching_challenges: [],
    supports_offline_mode: false,
    ...(isHotp ? { authenticated: "None", hashlibStr } : {}),
  };
}
