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

/** What only the type understands stays with us: among it are counters and keys of questions. */
function row(challenge: Challenge, index: number): Row {
  const { transactionId, message, serial, openedAt, answered, valid, status } = challenge;
  const timestamp = spacedSeconds(openedAt);
  const micros = `${String(openedAt % 1000).padStart(3, "0")}000`;
  return {
    id: index + 1,
    transid: transactionId,
    challenge: message,
    tokenserial: serial,
    data: { serial, date: `${timestamp}.${micros}` },
    timestamp,
    received_tan: answered,
    valid_tan: valid,
    session: { status },
  };
}

/** Apart from `type` and `token` these are what the fields of a fresh object of LinOTP's happen to be. */
function tokenObject(token: Token, spelling: Spelling): Row {
  const type = spelling.types.get(token.type);
  const modes = [
    ...(type?.modes.authenticate ? ["authenticate"] : []),
    ...(type?.modes.challenge ? ["challenge"] : []),
  ];
  const { hashlib } = token.info;
  return {
    type: type?.spelling ?? token.type,
    token: tokenRow(token, spelling),
    info: {},
    hKeyRequired: true,
    mode: modes,
    challenge_token: [],
    pin_matching_token: [],
    invalid_token: [],
    valid_token: [],
    related_challenges: [],
    auth_info: {},
    transId: "None",
    matching_challenges: [],
    supports_offline_mode: false,
    authenticated: "None",
    ...(typeof hashlib === "string" ? { hashlibStr: hashlib } : {}),
  };
}
