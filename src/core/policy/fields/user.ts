// The user field of a policy: logins, `login@realm`, `resolver:`, and conditions on what the directory knows
// (contract 09 section 4).

import { invalid } from "../../fields.ts";
import { partPattern, wholePattern } from "./pattern.ts";
import { entriesOf, entryOf, type Quality, quality } from "./quality.ts";

/** Whom a policy is asked about. */
export interface PolicyUser {
  readonly login: string;
  /** Empty when only a login is known; then `login@realm` is split for the entries that speak of a realm. */
  readonly realm: string;
  /** Undefined when no directory knows him. */
  readonly resolver: string | undefined;
  readonly info: Readonly<Record<string, string>>;
}

export type UserMatcher = (user: PolicyUser) => Quality;

type Test = (user: PolicyUser) => boolean;

/** A negated entry that names him excludes him wherever it stands; otherwise the closest entry counts. */
export function compileUsers(field: string): UserMatcher {
  const entries = entriesOf(field, ",").map((written) => {
    const { negated, body } = entryOf(written);
    return { negated, identifies: compileEntry(body) };
  });
  return (user) => {
    let best: Quality = quality.none;
    for (const { negated, identifies } of entries) {
      const found = identifies(user);
      if (found === quality.none) continue;
      if (negated) return quality.none;
      if (found > best) best = found;
    }
    return best;
  };
}

function compileEntry(body: string): UserMatcher {
  if (body === "*") return () => quality.wildcard;
  const hash = body.indexOf("#");
  const isBase = compileBase(hash < 0 ? body : body.slice(0, hash).trim());
  const holds = hash < 0 ? undefined : compileCondition(body.slice(hash + 1));
  return (user) => {
    if (namesExactly(body, user)) return quality.exact;
    return isBase(user) && (holds?.(user) ?? true) ? quality.pattern : quality.none;
  };
}

function namesExactly(body: string, user: PolicyUser): boolean {
  if (!body.startsWith(user.login) || user.login === "") return false;
  const rest = body.slice(user.login.length);
  return (
    rest === "" || rest === `@${user.realm}` || (user.resolver !== undefined && rest === `.${user.resolver}:`)
  );
}

/** What stands before a `#`. Nothing there means everybody. */
function compileBase(base: string): Test {
  if (base === "" || base === "*") return () => true;
  if (base.endsWith(":")) return compileResolver(base.slice(0, -1));
  const at = base.lastIndexOf("@");
  if (at >= 0) return compileAddress(base.slice(0, at), base.slice(at + 1));
  const fits = whole(base);
  return (user) => fits(user.login);
}

function compileAddress(loginPart: string, realmPart: string): Test {
  const loginFits = whole(loginPart);
  const realmFits = whole(realmPart, "i");
  return (user) => {
    const at = user.realm === "" ? user.login.lastIndexOf("@") : -1;
    const login = at < 0 ? user.login : user.login.slice(0, at);
    const realm = at < 0 ? user.realm : user.login.slice(at + 1);
    return realmFits(realm) && loginFits(login);
  };
}

/**
 * `resolver:`, `login.resolver:`, or LinOTP's full name of a resolver, which begins with `useridresolver`.
 * A user has a resolver only if it knows him, so its name is all there is to compare.
 */
function compileResolver(written: string): Test {
  const dot = written.lastIndexOf(".");
  const name = written.slice(dot + 1);
  if (dot < 0 || written.startsWith("useridresolver")) return (user) => user.resolver === name;
  const loginFits = whole(written.slice(0, dot));
  return (user) => user.resolver === name && loginFits(user.login);
}

/** `mobile`, `department == sales`, `department != sales`, `email ~= @example\.com$` */
function compileCondition(written: string): Test {
  const [, attribute = "", operator = "", operand = ""] =
    /^([^=!~]*)(?:(==|!=|~=)(.*))?$/s.exec(written) ?? [];
  const name = attribute.trim();
  const value = operand.trim();
  if (name === "") throw malformed(written, "an attribute after #");
  if (operator === "==") return ({ info }) => info[name]?.trim() === value;
  if (operator === "!=") return ({ info }) => info[name]?.trim() !== value;
  if (operator === "~=") {
    const found = partPattern(value);
    if (found === undefined) throw malformed(value, "a regular expression");
    return ({ info }) => info[name] !== undefined && found(info[name]);
  }
  return ({ info }) => info[name] !== undefined;
}

function whole(written: string, flags: "" | "i" = ""): (value: string) => boolean {
  const fits = wholePattern(written, flags);
  if (fits === undefined) throw malformed(written, "a name or a regular expression");
  return fits;
}

function malformed(written: string, expected: string) {
  return invalid("user", `${expected}, not '${written}'`);
}
