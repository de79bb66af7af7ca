// Whether an administrator is let in. His password has been compared already, for the slow hash cannot be asked here.

import { createHash } from "node:crypto";
import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision } from "../change.ts";
import type { AdminIdentity } from "../policy/rights.ts";
import type { State } from "../store.ts";
import { mustWait, networkOf } from "./throttle.ts";

export interface LoginAttempt {
  /** As typed. */
  readonly username: string;
  /** Whom name and password belong to; undefined when they fit nobody. */
  readonly proven: AdminIdentity | undefined;
  readonly realm: string;
  /** For the audit trail: a directory that could not be asked. */
  readonly trouble: string;
  readonly origin: Origin;
}

/** What the store must lock and load for an attempt. */
export function throttleKeys(attempt: Pick<LoginAttempt, "username" | "origin">): readonly [string, string] {
  return [
    `admin/account/${short(attempt.username.toLowerCase())}`,
    `admin/network/${networkOf(attempt.origin.client)}`,
  ];
}

/** A key is part of an index, which takes no text of any length. */
function short(name: string): string {
  return name.length <= 64 ? name : createHash("sha256").update(name).digest("hex");
}

/** The right password counts for nothing while the account or the network has to wait. */
export function decideAdminLogin(state: State, attempt: LoginAttempt): Decision<AdminIdentity | undefined> {
  const { username, proven, realm, origin, trouble } = attempt;
  const keys = throttleKeys(attempt);
  const about = { user: username, realm };
  if (keys.some((key) => mustWait(state.throttles.get(key), origin.at))) {
    return refused([], auditEntry(origin, { ...about, info: "too many failed logins" }));
  }
  if (proven === undefined) {
    const info = trouble === "" ? "wrong user name or password" : trouble;
    return refused(
      keys.map((key) => counted(state, key, origin.at)),
      auditEntry(origin, { ...about, info }),
    );
  }
  const administrator = `${proven.login}@${proven.realm} (${proven.resolver})`;
  const changes = keys.filter((key) => state.throttles.has(key)).map((key) => forgotten(key, origin.at));
  return {
    outcome: proven,
    changes,
    audit: auditEntry({ ...origin, administrator }, { ...about, success: true }),
  };
}

function refused(changes: readonly Change[], audit: Decision<undefined>["audit"]): Decision<undefined> {
  return { outcome: undefined, changes, audit };
}

function counted(state: State, key: string, at: number): Change {
  return { kind: "throttle.set", key, failures: (state.throttles.get(key)?.failures ?? 0) + 1, at };
}

function forgotten(key: string, at: number): Change {
  return { kind: "throttle.set", key, failures: 0, at };
}
