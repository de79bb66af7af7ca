// Parameters below /validate/ (contract 06). What is missing here is answered like a wrong password.

import { needed, type ParameterTable, person, possible, qr } from "./words.ts";

const transaction = {
  transactionid: possible("The challenge that `pass` answers."),
  state: possible("Like `transactionid`."),
};
const question = {
  data: possible("What a challenge shows to the person."),
  message: possible("Like `data`."),
  challenge: possible("The question itself, for types that let the caller choose it."),
};
const secret = needed("PIN and OTP in one, a PIN that asks for a challenge, or the answer to one.");
const detail = {
  auth_info: possible("`true`: what the pass consisted of.", "boolean"),
  use_offline: possible("`true`: what a client needs to go on without the server.", "boolean"),
};
const token_type = possible("Only tokens of this type.");
const login = { ...person, user: needed("Login of the user; `login@realm` without `realm`."), pass: secret };

export const validateParameters: ParameterTable = {
  "/validate/check": {
    ...login,
    user: possible("Login of the user. Not needed when a transaction is answered."),
    serial: possible("Only this token."),
    token_type,
    ...transaction,
    ...question,
    ...detail,
    ...qr,
  },
  "/validate/check_s": {
    serial: possible("Serial of the token; unless given, the user's only one."),
    ...person,
    pass: secret,
    ...transaction,
    ...question,
    ...qr,
  },
  "/validate/check_t": {
    transactionid: needed("The challenge."),
    state: possible("Like `transactionid`, which may be missing then."),
    pass: needed("The answer."),
    token_type,
    ...qr,
  },
  "/validate/check_status": {
    transactionid: needed("The challenge."),
    state: possible("Like `transactionid`, which may be missing then."),
    pass: needed("The PIN with which it was asked for."),
    ...person,
    serial: possible("Only this token."),
    use_offline: possible("When present: what a client needs to go on without the server."),
  },
  "/validate/simplecheck": { ...login, ...transaction, ...question },
  "/validate/samlcheck": { ...login, ...transaction, ...question },
  "/validate/smspin": { ...login, pass: needed("The PIN, for which an OTP is sent.") },
  "/validate/check_yubikey": { pass: needed("What the Yubikey types; its public id says whose it is.") },
  "/validate/ok": {},
  "/validate/fail": {},
};
