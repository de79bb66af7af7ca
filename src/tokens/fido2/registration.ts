// Registering a passkey: the server's options, then what the authenticator says to them. Contract 03 "fido2".

import { type Fields, missing } from "../../core/fields.ts";
import type { OutsideAnswer } from "../../core/outside.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { Enrollment, EnrollmentContext } from "../../core/token-type.ts";
import { infoNumber, infoText } from "../info.ts";
import { fill } from "../label.ts";
import { type Credential, credentialKey, isOfModel, isUnpaired, kept, modelsIn } from "./credential.ts";
import { creationOptions, passkeysOf, type Registration, registrationSeconds } from "./options.ts";

export function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const response = responseIn(fields);
  return response === undefined ? begin(fields, context) : finish(response, context);
}

/** An object in a JSON body, JSON text in a form. */
function responseIn(fields: Fields): string | undefined {
  const value = fields.get("attestationResponse");
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `phase=again` for a token that waits for its key: new options, and nothing else changes. */
function begin(fields: Fields, context: EnrollmentContext): Enrollment {
  const { existing, user, serial } = context;
  if (user === undefined) throw missing("user");
  const again = fields.get("phase") === "again";
  if (again && existing === undefined) throw new Refusal({ code: "unknown-token", serial });
  if (again && existing && !isUnpaired(existing)) throw refuse("This token has been registered already.");
  const registration = registrationFor(context);
  const { challenge, rpId, rpName, userHandle } = registration;
  const until = Math.floor(context.now / 1000) + registrationSeconds;
  const info = {
    phase: "registration1",
    rp_id: rpId,
    rp_name: rpName,
    challenge,
    user_handle: userHandle,
    until,
  };
  return {
    secret: undefined,
    ...(again ? { continues: true } : {}),
    set: { active: false, info },
    shown: { detail: { registerrequest: creationOptions(registration, context) } },
  };
}

/** All passkeys of a person know him by the same handle, which tells nothing about him. */
function registrationFor(context: EnrollmentContext): Registration {
  const { random, owned } = context;
  const text = (from: number, to: number) => Buffer.from(random.subarray(from, to)).toString("base64url");
  const known = passkeysOf(owned).find(({ userHandle }) => userHandle !== "");
  return {
    challenge: text(0, 32),
    rpId: rpIdOf(context),
    rpName: rpNameOf(context),
    userHandle: known?.userHandle ?? text(32, 64),
  };
}

/** A domain as a browser compares it: lower case, no port, no scheme. */
function rpIdOf({ ruling }: EnrollmentContext): string {
  const rpId = ruling.enrollment.fido2_rp_id?.trim() ?? "";
  if (rpId === "")
    throw refuse(
      "Passkeys need the policy fido2_rp_id in the scope enrollment: the domain of the login page.",
    );
  if (!/^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/.test(rpId) || rpId.length > 253) {
    throw refuse("The policy fido2_rp_id must be a domain in lower case, such as login.example.com.");
  }
  return rpId;
}

function rpNameOf({ ruling, user, serial }: EnrollmentContext): string {
  const { fido2_rp_name, tokenissuer } = ruling.enrollment;
  const issuer = fill(tokenissuer ?? "", { u: user?.login ?? "", r: user?.realm ?? "", s: serial, d: "" });
  return fido2_rp_name?.trim() || issuer || "LinOTP";
}

function finish(response: string, context: EnrollmentContext): Enrollment {
  const { existing, serial, ruling } = context;
  if (existing === undefined) throw new Refusal({ code: "unknown-token", serial });
  const challenge = infoText(existing, "challenge");
  if (!isUnpaired(existing) || challenge === undefined)
    throw refuse("This token has been registered already.");
  if (context.now > (infoNumber(existing, "until") ?? 0) * 1000) {
    throw refuse("The registration took too long. Begin again.");
  }
  const rpId = infoText(existing, "rp_id") ?? "";
  const answer = context.outside({
    kind: "webauthn-attestation",
    response,
    challenge,
    rpId,
    userVerification: ruling.enrollment.fido2_user_verification_requirement === "required",
    anchors: anchorsOf(context),
  });
  const { credential, counter, format } = attested(answer, existing);
  checkCredential(credential, context);
  const info = {
    ...{ phase: "registration2", rp_id: rpId, rp_name: infoText(existing, "rp_name") ?? "" },
    ...{ [credentialKey]: kept(credential, format), counter },
  };
  return { secret: undefined, continues: true, set: { active: true, counter: 0, info }, shown: {} };
}

/** PEM, as many as there are. */
function anchorsOf({ settings }: EnrollmentContext): readonly string[] {
  const text = settings.config.get("fido2_attestation_roots")?.value ?? "";
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

interface Attested {
  readonly credential: Credential;
  readonly counter: number;
  readonly format: string;
}

/** Not asked is refused. */
function attested(answer: OutsideAnswer | undefined, token: Token): Attested {
  if (answer?.verdict !== "accepted") {
    const why = answer !== undefined && "why" in answer ? answer.why : undefined;
    throw refuse(`The passkey could not be registered: ${why ?? "it has not been checked"}.`);
  }
  const { counter, transports, trusted, ...texts } = answer.detail ?? {};
  const textOf = (name: string): string => String(texts[name] ?? "");
  const credential = {
    id: textOf("id"),
    publicKey: textOf("publicKey"),
    userHandle: infoText(token, "user_handle") ?? "",
    transports: Array.isArray(transports) ? transports : [],
    aaguid: textOf("aaguid"),
    attested: trusted === true,
  };
  return { credential, counter: Number(counter ?? 0), format: textOf("format") };
}

function checkCredential(credential: Credential, { ruling, owned }: EnrollmentContext): void {
  if (passkeysOf(owned).some(({ id }) => id === credential.id)) {
    throw refuse("This passkey is one of yours already.");
  }
  const models = modelsIn(ruling.enrollment.fido2_allowed_authenticators);
  if (models !== undefined && !credential.attested) {
    throw refuse(
      "No trusted manufacturer vouches for this authenticator, and only certain models are allowed.",
    );
  }
  if (!isOfModel(models, credential)) throw refuse("Authenticators of this model are not allowed.");
}
