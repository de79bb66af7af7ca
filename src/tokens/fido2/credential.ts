// What a passkey's token remembers, as JSON in `token.info`: nothing of it is secret.

import type { Json, Token } from "../../core/token.ts";
import { infoText } from "../info.ts";

/** The key of contract 03. */
export const credentialKey = "fido2_credential";

export interface Credential {
  /** Base64url, like the public key, which is in COSE form (RFC 9053). */
  readonly id: string;
  readonly publicKey: string;
  /** By which the passkey knows its person; base64url. */
  readonly userHandle: string;
  readonly transports: readonly Json[];
  /** Of the authenticator's model, and whether a trusted manufacturer vouches for it. */
  readonly aaguid: string;
  readonly attested: boolean;
}

/** Undefined while the registration is not finished, or when what is kept cannot be read. */
export function credentialOf({ info }: Pick<Token, "info">): Credential | undefined {
  const kept = info[credentialKey];
  if (typeof kept !== "object" || kept === null || !("credential_id" in kept)) return undefined;
  const { credential_id: id, public_key: publicKey, user_handle: userHandle, transports, aaguid } = kept;
  if (typeof id !== "string" || typeof publicKey !== "string" || id === "") return undefined;
  return {
    id,
    publicKey,
    userHandle: typeof userHandle === "string" ? userHandle : "",
    transports: Array.isArray(transports) ? transports : [],
    aaguid: typeof aaguid === "string" ? aaguid : "",
    attested: kept["attested"] === true,
  };
}

export function kept(credential: Credential, format: string): Json {
  const { id, publicKey, userHandle, transports, aaguid, attested } = credential;
  return {
    credential_id: id,
    public_key: publicKey,
    user_handle: userHandle,
    transports,
    aaguid,
    attestation: format,
    attested,
  };
}

/** For `allowCredentials` and `excludeCredentials`. */
export function descriptorOf({ id, transports }: Credential): Json {
  return transports.length === 0 ? { type: "public-key", id } : { type: "public-key", id, transports };
}

/** A registration that has begun and not ended. */
export function isUnpaired(token: Pick<Token, "info">): boolean {
  return infoText(token, "phase") === "registration1";
}

/** AAGUIDs in a policy: separated by blanks or commas, in any case. Undefined: any model will do. */
export function modelsIn(policy: string | undefined): readonly string[] | undefined {
  const models = (policy ?? "")
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((each) => each !== "");
  return models.length === 0 ? undefined : models;
}

/** What nobody trustworthy vouches for is of no model. */
export function isOfModel(models: readonly string[] | undefined, credential: Credential): boolean {
  return models === undefined || (credential.attested && models.includes(credential.aaguid.toLowerCase()));
}
