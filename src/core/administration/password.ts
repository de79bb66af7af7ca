// An administrator changes his own password (contract 10 section 4). The old one has been compared already, and the new one
// hashed, for neither can be done here.

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision, DirectoryPerson } from "../change.ts";
import type { State } from "../store.ts";
import { throttleKeys } from "./login.ts";
import { checkFresh, type Reading, stamp } from "./person.ts";
import { mustWait } from "./throttle.ts";

export interface PasswordChange {
  readonly directory: string;
  readonly person: DirectoryPerson;
  readonly oldIsRight: boolean;
  /** Of the new password. */
  readonly hash: string;
  readonly reading: Pick<Reading, "version">;
  readonly origin: Origin;
}

export type PasswordOutcome = "changed" | "wrong" | "must-wait";

/** Wrong old passwords count like wrong logins, and together with them: a stolen session is no place to guess. */
export function decidePassword(state: State, change: PasswordChange): Decision<PasswordOutcome> {
  const { directory, person, oldIsRight, hash, reading, origin } = change;
  const keys = throttleKeys({ username: person.login, origin });
  const about = { user: person.login, actionDetail: "setPassword" };
  const said = (outcome: PasswordOutcome, changes: readonly Change[], info: string) => ({
    outcome,
    changes,
    audit: auditEntry(origin, { ...about, success: outcome === "changed", info }),
  });
  if (keys.some((key) => mustWait(state.throttles.get(key), origin.at))) {
    return said("must-wait", [], "too many wrong passwords");
  }
  if (!oldIsRight) {
    const counted = keys.map((key): Change => {
      const failures = (state.throttles.get(key)?.failures ?? 0) + 1;
      return { kind: "throttle.set", key, failures, at: origin.at };
    });
    return said("wrong", counted, "wrong old password");
  }
  checkFresh(state.settings, reading);
  const changed = { ...person, password: hash };
  return said("changed", [{ kind: "person.put", group: directory, person: changed }, stamp(origin)], "");
}
