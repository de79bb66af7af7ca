// What a browser is asked for: PublicKeyCredentialCreationOptionsJSON and -RequestOptionsJSON of WebAuthn level 3, section 5.1.

import { settingNumber } from "../../core/setting-number.ts";
import type { Json, Token } from "../../core/token.ts";
import type { ChallengeContext, EnrollmentContext } from "../../core/token-type.ts";
import { type Credential, credentialOf, descriptorOf, modelsIn } from "./credential.ts";

/** How long a registration may take, in seconds; WebAuthn recommends 5 to 10 minutes. */
export const registrationSeconds = 300;

/** COSE numbers of EdDSA, ES256 and RS256 in order of preference; src/webauthn takes no others. */
const algorithms = [-8, -7, -257];

export interface Registration {
  /** Base64url. */
  readonly challenge: string;
  readonly rpId: string;
  readonly rpName: string;
  readonly userHandle: string;
}

export function creationOptions(registration: Registration, context: EnrollmentContext): Json {
  const { enrollment } = context.ruling;
  const { challenge, rpId, rpName, userHandle } = registration;
  const resident = enrollment.fido2_resident_key_requirement;
  return {
    challenge,
    rp: { id: rpId, name: rpName },
    user: { id: userHandle, ...namesOf(context) },
    pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
    timeout: registrationSeconds * 1000,
    excludeCredentials: passkeysOf(context.owned).map(descriptorOf),
    authenticatorSelection: {
      ...attachment(enrollment.fido2_authenticator_types),
      residentKey: resident,
      requireResidentKey: resident === "required",
      userVerification: enrollment.fido2_user_verification_requirement,
    },
    hints: kindsIn(enrollment.fido2_authenticator_types),
    attestation: conveyance(context),
    extensions: { credProps: true },
  };
}

/** A list of allowed models needs to be told the model. */
function conveyance({ ruling }: EnrollmentContext): string {
  const { fido2_attestation_conveyance: asked, fido2_allowed_authenticators: models } = ruling.enrollment;
  return modelsIn(models) !== undefined && (asked === "none" || asked === "indirect") ? "direct" : asked;
}

/** What the authenticator shows, cut to what authenticators keep (section 5.4.2: 64 bytes). */
function namesOf({ user, serial }: EnrollmentContext): {
  readonly name: string;
  readonly displayName: string;
} {
  const { givenname = "", surname = "" } = user?.info ?? {};
  const login = user?.login ?? serial;
  const full = `${givenname} ${surname}`.trim();
  return { name: login.slice(0, 64), displayName: (full || login).slice(0, 64) };
}

export function passkeysOf(tokens: readonly Token[]): readonly Credential[] {
  return tokens.filter(({ type }) => type === "fido2").flatMap((token) => credentialOf(token) ?? []);
}

function kindsIn(policy: string): readonly string[] {
  return policy
    .toLowerCase()
    .split(/\s+/)
    .filter((each) => each !== "");
}

/** All kinds, or both sorts of them: nothing is said. */
function attachment(policy: string): { readonly [key: string]: Json } {
  const kinds = kindsIn(policy);
  const device = kinds.includes("client-device");
  const roaming = kinds.includes("security-key") || kinds.includes("hybrid");
  return device === roaming ? {} : { authenticatorAttachment: device ? "platform" : "cross-platform" };
}

interface Request {
  readonly challenge: string;
  readonly rpId: string;
  readonly userVerification: string;
  readonly credential: Credential | undefined;
}

export function requestOptions(
  { challenge, rpId, userVerification, credential }: Request,
  context: ChallengeContext,
): Json {
  return {
    challenge,
    rpId,
    timeout: settingNumber(context.settings, "DefaultChallengeValidityTime", 120) * 1000,
    allowCredentials: credential === undefined ? [] : [descriptorOf(credential)],
    userVerification,
  };
}
