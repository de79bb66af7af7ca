// What a decision wants to be true afterwards. The store carries out all of it, or none.

import type { TokenStatus } from "./administration/reports.ts";
import type { AuditEntry } from "./audit.ts";
import type { Challenge, ChallengeUpdate } from "./challenge.ts";
import type { Session } from "./session.ts";
import type { Family } from "./settings.ts";
import type { ReportFilter } from "./store.ts";
import type { Json, Serial, Token, TokenUpdate } from "./token.ts";

export type Change =
  | { readonly kind: "token.create"; readonly token: Token }
  | { readonly kind: "token.update"; readonly serial: Serial; readonly set: TokenUpdate }
  /** Takes the token's challenges and realm memberships with it. */
  | { readonly kind: "token.delete"; readonly serial: Serial }
  | { readonly kind: "challenge.open"; readonly challenge: Challenge }
  | {
      readonly kind: "challenge.update";
      readonly transactionId: string;
      readonly serial: Serial;
      readonly set: ChallengeUpdate;
    }
  | { readonly kind: "challenge.delete"; readonly transactionId: string; readonly serial: Serial }
  | { readonly kind: "session.put"; readonly session: Session }
  | { readonly kind: "session.delete"; readonly id: string }
  /** Withdraws an administrator's signed session until it would have expired anyway. */
  | { readonly kind: "revocation.put"; readonly id: string; readonly expiresAt: number }
  | { readonly kind: "setting.put"; readonly family: Family; readonly name: string; readonly value: Json }
  | { readonly kind: "setting.delete"; readonly family: Family; readonly name: string }
  /** People of the built-in directory; `group` is the resolver's name. `password` is a hash or empty (no login). */
  | { readonly kind: "person.put"; readonly group: string; readonly person: DirectoryPerson }
  | { readonly kind: "person.delete"; readonly group: string; readonly uid: string }
  /** Wrong passwords of one account or network in a row; 0 forgets it. */
  | { readonly kind: "throttle.set"; readonly key: string; readonly failures: number; readonly at: number }
  | { readonly kind: "report.add"; readonly report: ReportOrder }
  | { readonly kind: "report.delete"; readonly filter: ReportFilter };

/** How many tokens a realm has once all of this is true, for each status: the store counts and keeps it. */
export interface ReportOrder {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `token_init`, `token_assign`, ... */
  readonly event: string;
  /** A realm, or `/:no realm:/`. */
  readonly realm: string;
  readonly statuses: readonly TokenStatus[];
}

export interface DirectoryPerson {
  readonly uid: string;
  readonly login: string;
  readonly password: string;
  readonly phone: string;
  readonly mobile: string;
  readonly email: string;
  readonly surname: string;
  readonly givenname: string;
}

/** What a provider is to send; its channel says which kind of provider. */
export type OutgoingMessage = {
  /** Names of the providers to try, in order; empty: the default one. */
  readonly providers: readonly string[];
} & (
  | {
      readonly channel: "sms" | "email";
      readonly to: string;
      readonly subject: string;
      readonly text: string;
      /** Values for the provider's own template: `otp`, `serial`, user attributes. */
      readonly replacements: { readonly [name: string]: string };
    }
  /** `gda`: the address of the app at its push service. */
  | { readonly channel: "push"; readonly challengeUrl: string; readonly gda: string }
  /** `template`: what is said, with `{otp}` in it. `locale`: `en`, `de`, ... */
  | {
      readonly channel: "voice";
      readonly to: string;
      readonly template: string;
      readonly otp: string;
      readonly locale: string;
    }
);

/** Something to send once the decision is durable. A failed delivery never undoes it. */
export type Message = OutgoingMessage & {
  /** The challenge that fails with it. */
  readonly transactionId: string;
  readonly serial: Serial;
};

/** There is no deciding without an audit entry: the type does not allow it. */
export interface Decision<Outcome> {
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
  readonly audit: AuditEntry;
}
