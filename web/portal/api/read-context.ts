// What the server says about this portal before a login (pre_context) and about the person after it (context).

import { readFlag, readList, readNumber, readRecord, readText, readTexts } from "../../shared/api/read.ts";

export type PreContext = {
  /** Names of the realms to choose from; only filled where `realmBox` is on. */
  readonly realms: readonly string[];
  readonly defaultRealm: string;
  readonly realmBox: boolean;
  /** A second factor is asked for. */
  readonly mfaLogin: boolean;
  /** The second factor has a field beside the password. */
  readonly threeFields: boolean;
  readonly footerText: string;
  readonly imprintUrl: string;
  readonly privacyUrl: string;
};

export type PinRules = {
  readonly minLength: number;
  /** 0: no limit. */
  readonly maxLength: number;
  /** Policy `otp_pin_contents`: letters c, n, s, o, optionally behind + or -. */
  readonly contents: string;
};

export type Context = PreContext & {
  readonly user: {
    readonly username: string;
    readonly realm: string;
    readonly name: string;
    readonly email: string;
    readonly mobile: string;
  };
  readonly actions: readonly string[];
  readonly pinRules: PinRules;
  readonly mayEditPhone: boolean;
  readonly mayEditEmail: boolean;
  readonly tokenLimits: TokenLimits;
};

export type TokenLimits = {
  readonly all: number | undefined;
  /** By type in lower case, as in `Token.type`. */
  readonly byType: Readonly<Record<string, number>>;
};

export function readPreContext(detail: unknown): PreContext {
  const { settings, realms } = readRecord(detail);
  const set = readRecord(settings);
  return {
    realms: Object.keys(readRecord(realms)).sort(),
    defaultRealm: readText(set.default_realm),
    realmBox: readFlag(set.realm_box),
    mfaLogin: readFlag(set.mfa_login),
    threeFields: readFlag(set.mfa_3_fields),
    footerText: readText(set.footer_text),
    imprintUrl: webAddress(set.imprint_url),
    privacyUrl: webAddress(set.privacy_notice_url),
  };
}

export function readContext(detail: unknown): Context {
  const { settings, actions, user } = readRecord(detail);
  const set = readRecord(settings);
  const person = readRecord(user);
  const name = `${readText(person.givenname)} ${readText(person.surname)}`.trim();
  return {
    ...readPreContext(detail),
    user: {
      username: readText(person.username),
      realm: readText(person.realm),
      name: name === "" ? readText(person.username) : name,
      email: readText(person.email),
      mobile: readText(person.mobile),
    },
    actions: readTexts(actions),
    pinRules: {
      minLength: Math.max(0, readNumber(set.otp_pin_minlength) ?? 0),
      maxLength: Math.max(0, readNumber(set.otp_pin_maxlength) ?? 0),
      contents: readText(set.otp_pin_contents),
    },
    mayEditPhone: mayEdit(set.edit_sms),
    mayEditEmail: mayEdit(set.edit_email),
    tokenLimits: readLimits(set.token_limits),
  };
}

/** Policies edit_sms and edit_email: only 0 fixes the address; -1 and nothing mean "not restricted". */
function mayEdit(value: unknown): boolean {
  return !(value === false || readNumber(value) === 0);
}

function readLimits(value: unknown): TokenLimits {
  const { all_token, token_types } = readRecord(value);
  const types = readList(token_types).flatMap((each) => {
    const { token_type, max_token } = readRecord(each);
    const limit = readNumber(max_token);
    return limit === undefined ? [] : [[readText(token_type).toLowerCase(), limit] as const];
  });
  return { all: readNumber(all_token), byType: Object.fromEntries(types) };
}

/** Links come from a policy: only addresses of the web become links, never `javascript:`. */
function webAddress(value: unknown): string {
  const text = readText(value);
  return /^https?:\/\//i.test(text) ? text : "";
}
