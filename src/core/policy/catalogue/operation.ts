// Rights around tokens and users (system, audit, tools, monitoring, reporting.access), and the small scopes that set
// limits for reports, OTP lists and notifications.

import { type Action, type Actions, flag, limit, presence, text, unreadable } from "../action.ts";
import type { Written } from "../fields/parse.ts";

export const system = {
  read: flag("Read the configuration, realms, resolvers, policies and providers.", { lookup: "right" }),
  write: flag("Change the configuration, realms, resolvers, policies and providers.", { lookup: "right" }),
} satisfies Actions;

export const audit = {
  view: flag("Read the audit trail.", { lookup: "right" }),
} satisfies Actions;

export const tools = {
  migrate_resolver: flag("Move assigned tokens from one resolver to another.", { lookup: "right" }),
  import_users: flag("Load users from a file into the built-in directory.", { lookup: "right" }),
  setPassword: flag("Change passwords in the built-in directory.", { lookup: "right", listed: false }),
} satisfies Actions;

export const monitoring = {
  config: flag("See how many resolvers, realms and policies there are.", { lookup: "right" }),
  license: flag("See the state of the license.", { lookup: "right" }),
  storageEncryption: flag("Test whether secrets are stored encrypted.", { lookup: "right" }),
  tokens: flag("See how many tokens there are in each realm.", { lookup: "right" }),
  userinfo: flag("See how many users there are in each realm and resolver.", { lookup: "right" }),
  activeUsers: flag("See how many users have an active token.", { lookup: "right" }),
} satisfies Actions;

export const reportingAccess = {
  maximum: flag("Ask for the highest number of tokens in a realm.", { lookup: "right" }),
  period: flag("Ask for the highest number of tokens within a time.", { lookup: "right" }),
  delete_all: flag("Delete all report entries.", { lookup: "right" }),
  delete_before: flag("Delete report entries older than a date.", { lookup: "right" }),
  show: flag("Read report entries.", { lookup: "right" }),
} satisfies Actions;

/** `*` in a policy of this scope asks for all counters, so the flags only need to be present. */
export const reporting = {
  token_total: presence("Record the number of all tokens of the realm.", { lookup: "simple" }),
  token_user_total: presence("Record the number of users with tokens in the realm.", { lookup: "simple" }),
  token_status: {
    ...text(
      "Record the number of tokens in a state: active, inactive, assigned, unassigned, or two with &.",
      {
        lookup: "simple",
      },
    ),
    read: (written: Written) => (typeof written === "string" && areStatuses(written) ? written : unreadable),
  },
} satisfies Actions;

export const gettoken = {
  max_count_dpw: limit("How many OTPs of a day password token may be listed at once.", { lookup: "simple" }),
  max_count_hotp: limit("How many OTPs of an HOTP token may be listed at once.", { lookup: "simple" }),
  max_count_totp: limit("How many OTPs of a TOTP token may be listed at once.", { lookup: "simple" }),
} satisfies Actions;

export const notification = {
  enrollment: mailer("Provider that tells users of an enrollment, as email::name."),
  autoenrollment: mailer("Provider that sends the PIN of an automatically enrolled token, as email::name."),
  setPin: mailer("Provider that tells users of a changed PIN, as email::name."),
} satisfies Actions;

/** LinOTP's word for the kind of provider, and the provider's name. */
function mailer(about: string): Action<string | undefined> {
  const read = (written: Written): string | typeof unreadable =>
    typeof written === "string" && /^email::\s*\S/.test(written.trim()) ? written : unreadable;
  return { ...text(about), read };
}

const status =
  /^(?:total(?: users)?|(?:in)?active(?:\s*&\s*(?:un)?assigned)?|(?:un)?assigned(?:\s*&\s*(?:in)?active)?)$/;

/** One, or several between quotation marks and separated by commas. */
function areStatuses(written: string): boolean {
  return written.split(",").every((each) => status.test(each.trim()));
}
