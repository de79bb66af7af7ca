// Passkeys in the browser: making one, and signing with one. The only importer of the WebAuthn library's browser part.

import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { ApiError, type PasskeyFault } from "./envelope.ts";

/** Makes a passkey as the server's options want it; the answer is JSON text for the server. Throws an ApiError. */
export async function makePasskey(options: object): Promise<string> {
  const optionsJSON = options as Parameters<typeof startRegistration>[0]["optionsJSON"];
  return await attempt(() => startRegistration({ optionsJSON }));
}

/** Signs what the server asks for; the answer is JSON text for the server. Throws an ApiError. */
export async function signWithPasskey(options: object): Promise<string> {
  const optionsJSON = options as Parameters<typeof startAuthentication>[0]["optionsJSON"];
  return await attempt(() => startAuthentication({ optionsJSON }));
}

async function attempt(deed: () => Promise<object>): Promise<string> {
  if (!browserSupportsWebAuthn()) throw new ApiError({ kind: "passkey", fault: "unsupported" });
  try {
    return JSON.stringify(await deed());
  } catch (error) {
    throw new ApiError({ kind: "passkey", fault: passkeyFault(error) });
  }
}

/** What lies behind the library's errors, and the browser's (WebAuthn level 3, sections 5.1.3 and 5.1.4). */
export function passkeyFault(error: unknown): PasskeyFault {
  const { code, name } = error instanceof Error ? (error as Error & { code?: string }) : {};
  switch (code) {
    case "ERROR_INVALID_DOMAIN":
    case "ERROR_INVALID_RP_ID":
      return "wrong-place";
    case "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED":
      return "known";
    case "ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT":
    case "ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT":
    case "ERROR_AUTHENTICATOR_NO_SUPPORTED_PUBKEYCREDPARAMS_ALG":
      return "unsuitable";
    default:
      return name === "SecurityError" ? "wrong-place" : "stopped";
  }
}
