// How a token is named in an authenticator app: policies tokenlabel and tokenissuer (contract 02 section 4).

import { type Fields, text } from "../core/fields.ts";
import { type OtpauthSubject, otpauthUrl } from "../core/otp/otpauth.ts";
import type { EnrollmentContext } from "../core/token-type.ts";

const defaultIssuer = "LinOTP";

export function enrollmentUrl(
  fields: Fields,
  context: EnrollmentContext,
  key: Omit<OtpauthSubject, "issuer" | "label">,
): string {
  const { ruling, user, serial } = context;
  const values = {
    u: user?.login ?? "",
    r: user?.realm ?? "",
    s: serial,
    d: text(fields, "description") ?? "",
  };
  const issuer = fill(ruling.enrollment.tokenissuer ?? "", values) || defaultIssuer;
  const label = fill(ruling.enrollment.tokenlabel ?? "", values) || (user?.login ?? serial);
  return otpauthUrl({ ...key, issuer, label });
}

/** Each `<name>` whose value is known. What is filled in is not searched again. */
export function fill(template: string, values: { readonly [name: string]: string }): string {
  return template.replaceAll(/<(\w+)>/g, (all, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : all,
  );
}
