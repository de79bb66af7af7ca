// Parameters below /admin/ (contract 05).

import { enrollment, needed, type ParameterTable, person, possible, qr, serial, tokens } from "./words.ts";

const flag = (about: string) => possible(about, "boolean");
const count = (about: string) => possible(about, "integer");
const twoOtps = {
  otp1: needed("An OTP of the token."),
  otp2: needed("The next OTP."),
  challenge1: possible("`ocra2`: the question that `otp1` answers."),
  challenge2: possible("`ocra2`: the question that `otp2` answers."),
};

const lists: ParameterTable = {
  "/admin/show": {
    serial: possible("Serial, with `*` for any characters."),
    user: possible("Owner, with `*` for any characters; `/:no user:/`, `/:no user info:/`."),
    resConf: possible("The owner's resolver."),
    realm: possible("Realms of the tokens, with `*` for any characters; `/:no realm:/`.", "list"),
    viewrealm: possible("Like `realm`, and counts more.", "list"),
    filter: possible(
      "Part of description, serial, user id, type or resolver, or a state such as `/:active:/`.",
    ),
    active: flag("Only tokens that are enabled, or only others. Not in LinOTP."),
    rollout: flag("Only rollout tokens, or only others. Not in LinOTP."),
    type: possible("Only tokens of this type. Not in LinOTP."),
    sortby: possible("`TokenDesc`, `TokenId`, `TokenType`, `TokenSerialnumber`, `Count`, …; `TokenDesc`."),
    sortdir: possible("`desc`, or ascending."),
    page: count("From 1; everything at once unless given."),
    pagesize: count("Tokens on a page; the setting pagesize, or 50."),
    user_fields: possible("Further fields of the owner.", "list"),
    tokeninfo_format: possible("`json`: `LinOtp.TokenInfo` as an object."),
    outform: possible("`csv`: a file instead of JSON."),
  },
  "/admin/userlist": {
    realm: possible("Whose people; the default realm."),
    resConf: possible("Only people of this resolver."),
    searchTerm: possible("What any field has to be, with `*` for any characters."),
    username: possible("Login, with `*` for any characters; likewise `userid`, `email`, `surname`, …"),
    page: count("From 0; everybody at once unless given."),
    rp: count("People on a page; 16."),
  },
  "/admin/getTokenOwner": { serial },
  "/admin/check_serial": { serial },
  "/admin/getSerialByOtp": {
    otp: needed("The OTP."),
    type: possible("Only tokens of this type."),
    realm: possible("Only tokens of this realm."),
    assigned: flag("Only tokens with an owner, or only others."),
  },
  "/admin/totp_lookup": {
    serial,
    otp: needed("The OTP."),
    window: possible("How far to look, such as `24h`; 24 hours."),
  },
  "/admin/checkstatus": {
    transactionid: possible("The challenge."),
    state: possible("Like `transactionid`."),
    serial: possible("Serial of the token."),
    ...person,
    open: flag("`true`: those that are closed, too."),
  },
  "/admin/testresolver": {
    name: needed("Name of the resolver."),
    previous_name: possible(
      "With it, as for setResolver, what is sent is tested and not kept; empty: a new one.",
    ),
    type: possible("`ldapresolver` or `sqlresolver`, with `previous_name`."),
    "<name>": possible("What setResolver takes, with `previous_name`."),
  },
};

const changes: ParameterTable = {
  "/admin/login": { username: needed("Login."), password: needed("Password.") },
  "/admin/logout": {},
  "/admin/getsession": {},
  "/admin/init": {
    ...enrollment,
    ...person,
    scope: possible(
      'The paths for which a token is meant: `{"path": ["userservice"]}` makes it a rollout token.',
      "json",
    ),
    rollout: flag("Whether it is a rollout token, which opens the portal alone."),
    ...qr,
  },
  "/admin/remove": { ...tokens, serial: possible("Serials.", "list") },
  "/admin/enable": tokens,
  "/admin/disable": tokens,
  "/admin/reset": tokens,
  "/admin/assign": {
    ...person,
    serial: needed("Serials.", "list"),
    pin: possible("A new PIN; unless given, the PIN stays."),
  },
  "/admin/unassign": tokens,
  "/admin/resync": { ...tokens, ...twoOtps },
  "/admin/tokenrealm": { serial, realms: needed("The realms, instead of all others.", "list") },
  "/admin/copyTokenPin": {
    from: needed("Serial of the token that has it."),
    to: needed("Serial of the other."),
  },
  "/admin/copyTokenUser": {
    from: needed("Serial of the token that has him."),
    to: needed("Serial of the other."),
  },
  "/admin/losttoken": {
    serial,
    type: possible("What replaces it: `password`, `email` or `sms`; `password`."),
    email: possible("Address for `email`; the owner's unless given."),
    mobile: possible("Telephone number for `sms`; the owner's unless given."),
  },
  "/admin/unpair": tokens,
};

const properties: ParameterTable = {
  "/admin/set": {
    ...tokens,
    pin: possible("PIN."),
    MaxFailCount: count("Wrong answers until the token is locked."),
    SyncWindow: count("How far a resynchronisation looks ahead."),
    CounterWindow: count("How far a login looks ahead."),
    OtpLen: count("Digits of an OTP."),
    description: possible("Description."),
    hashlib: possible("`sha1`, `sha256` or `sha512`."),
    timeWindow: count("`totp`: seconds that a device may be wrong."),
    timeStep: count("`totp`: 30 or 60 seconds."),
    timeShift: count("`totp`: seconds that the device is wrong."),
    countAuth: count("Logins so far."),
    countAuthMax: count("Most logins."),
    countAuthSuccess: count("Successful logins so far."),
    countAuthSuccessMax: count("Most successful logins."),
    validityPeriodStart: possible("`dd/mm/yy HH:MM`, UTC."),
    validityPeriodEnd: possible("`dd/mm/yy HH:MM`, UTC."),
    phone: possible("Telephone number."),
  },
  "/admin/setValidity": {
    tokens: needed("Serials.", "list"),
    countAuthMax: possible("Most logins, or `unlimited`."),
    countAuthSuccessMax: possible("Most successful logins, or `unlimited`."),
    validityPeriodStart: possible("Seconds since 1970, or `unlimited`."),
    validityPeriodEnd: possible("Seconds since 1970, or `unlimited`."),
  },
  "/admin/setPin": {
    serial,
    userpin: possible("The PIN that a device of type `motp` computes with."),
    sopin: possible("PIN of a smartcard's security officer."),
  },
};

export const adminParameters: ParameterTable = { ...lists, ...changes, ...properties };
