// Registering a U2F key: the server's challenge, then what the key says to it. Contract 03 "u2f", phases of init.

import { type Fields, invalid, oneOf, optional, required } from "../../core/fields.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { Enrollment, EnrollmentContext } from "../../core/token-type.ts";
import { infoText } from "../info.ts";
import { readJson } from "../signed.ts";
import { appIdFor, facetsOf, isAmong } from "./facets.ts";
import { type Registered, readRegistration, u2fVersion } from "./messages.ts";

const phases = ["registration1", "registration2"] as const;

export function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const phase = oneOf(fields, "phase", phases);
  if (phase === undefined) throw invalid("phase", `one of ${phases.join(", ")}`);
  return phase === "registration1" ? begin(fields, context) : finish(fields, context);
}

/** Inactive until the key has answered. An application that is asked for must be the one that policy names, if it names one. */
function begin(fields: Fields, context: EnrollmentContext): Enrollment {
  const asked = optional(fields, "appid");
  const appId = asked === undefined || hasPolicy(context) ? appIdFor(context) : asked;
  if (asked !== undefined && asked !== appId) {
    throw refuse("The appid is not the one that policy u2f_app_id names.");
  }
  const challenge = Buffer.from(context.random.subarray(0, 32)).toString("base64url");
  return {
    secret: undefined,
    set: { active: false, info: { phase: "registration1", appId, challenge } },
    shown: { detail: { registerrequest: { challenge, version: u2fVersion, appId } } },
  };
}

function hasPolicy({ ruling }: EnrollmentContext): boolean {
  return (ruling.enrollment.u2f_app_id ?? "") !== "";
}

function finish(fields: Fields, context: EnrollmentContext): Enrollment {
  const { existing, serial } = context;
  if (existing === undefined) throw new Refusal({ code: "unknown-token", serial });
  if (infoText(existing, "phase") !== "registration1") {
    throw refuse("This token is registered already. Begin again with phase=registration1.");
  }
  const appId = infoText(existing, "appId") ?? "";
  const registered = registeredBy(required(fields, "otpkey"), existing, facetsOf(appId, context));
  if (registered === undefined) throw refuse("The registration of the U2F key could not be verified.");
  return {
    secret: undefined,
    continues: true,
    set: { active: true, info: { phase: "registration2", appId, ...registered, counter: 0 } },
    shown: {},
  };
}

function registeredBy(response: string, token: Token, facets: readonly string[]): Registered | undefined {
  const { registrationData, clientData } = readJson(response) ?? {};
  const challenge = infoText(token, "challenge");
  if (typeof registrationData !== "string" || typeof clientData !== "string") return undefined;
  if (challenge === undefined) return undefined;
  const expected = {
    appId: infoText(token, "appId") ?? "",
    challenge,
    isFacet: (origin: string) => isAmong(facets, origin),
  };
  return readRegistration({ registrationData, clientData }, expected);
}
