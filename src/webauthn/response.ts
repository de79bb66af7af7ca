// What browsers send, read strictly: the JSON forms of WebAuthn level 3, section 5.1 (RegistrationResponseJSON and
// AuthenticationResponseJSON). Only what is looked at later is kept.

/** COSE numbers of EdDSA, ES256 and RS256 (RFC 9053, RFC 8812); what is offered is what is taken. */
export const algorithms = [-8, -7, -257] as const;

/** Far above any real one: an attestation with a chain of certificates takes some 8 kB. */
const longest = 64 * 1024;

interface Credential {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly clientExtensionResults: Record<string, never>;
}

export interface AssertionResponse extends Credential {
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
}

export interface AttestationResponse extends Credential {
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: Transport[];
  };
}

const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
type Transport = (typeof transports)[number];

/** Throws an Error for anything else. */
export function readAssertion(text: string): AssertionResponse {
  const { credential, response } = read(text);
  return {
    ...credential,
    response: {
      clientDataJSON: base64url(response["clientDataJSON"]),
      authenticatorData: base64url(response["authenticatorData"]),
      signature: base64url(response["signature"]),
    },
  };
}

/** Throws an Error for anything else. LinOTP's portal puts `transports` beside the response. */
export function readAttestation(text: string): AttestationResponse {
  const { credential, response, object } = read(text);
  const named = response["transports"] ?? object["transports"];
  return {
    ...credential,
    response: {
      clientDataJSON: base64url(response["clientDataJSON"]),
      attestationObject: base64url(response["attestationObject"]),
      transports: Array.isArray(named) ? transports.filter((each) => named.includes(each)) : [],
    },
  };
}

function read(text: string) {
  if (text.length > longest) throw new Error("The response is too long");
  const object = asObject(JSON.parse(text));
  const id = base64url(object["id"]);
  if (object["rawId"] !== id || object["type"] !== "public-key")
    throw new Error("Not a public key credential");
  const credential: Credential = { id, rawId: id, type: "public-key", clientExtensionResults: {} };
  return { credential, response: asObject(object["response"]), object };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw new Error("Not an object");
  return { ...value };
}

function base64url(value: unknown): string {
  if (typeof value !== "string" || !/^[\w-]+$/.test(value)) throw new Error("Not base64url");
  return value;
}
