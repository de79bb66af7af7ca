// A passkey in software, and the browser around it: what `navigator.credentials` would give back (WebAuthn level 3).
// Each wrong turn that a test wants to take is a choice of its own.

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { encodeCbor } from "./cbor.ts";
import type { Certificate } from "./certificate.ts";

export interface Choices {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly counter?: number;
  /** The id that is claimed. */
  readonly id?: string;
  readonly userHandle?: string;
  /** Signs in place of the credential's own key. */
  readonly key?: KeyObject;
}

export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

export interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

export interface AuthenticatorWanted {
  readonly origin: string;
  /** 16 bytes. */
  readonly aaguid?: Uint8Array;
  /** The leaf first: a packed attestation. `self`: packed, signed by the credential itself. Undefined: none. */
  readonly attestation?: readonly Certificate[] | "self";
  /** A synchronized passkey counts nothing: 0, always. */
  readonly counts?: boolean;
  readonly algorithm?: "ES256" | "EdDSA" | "RS256";
}

export class Authenticator {
  readonly wanted: AuthenticatorWanted;
  readonly id: string = randomBytes(16).toString("base64url");
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  counter = 0;
  userHandle = "";

  constructor(wanted: AuthenticatorWanted) {
    this.wanted = wanted;
    const pair = newPair(wanted.algorithm ?? "ES256");
    this.publicKey = pair.publicKey;
    this.privateKey = pair.privateKey;
  }

  /** RegistrationResponseJSON. */
  create(options: CreationOptions, choices: Choices = {}) {
    this.userHandle = options.user.id;
    const clientData = this.clientData("webauthn.create", options.challenge, choices);
    const authData = Buffer.concat([
      this.head(options.rp.id ?? "", 0x40, choices),
      this.wanted.aaguid ?? Buffer.alloc(16),
      Buffer.from([0, 16]),
      Buffer.from(choices.id ?? this.id, "base64url"),
      this.coseKey(),
    ]);
    const object = new Map<string, unknown>([
      ...this.statement(authData, clientData),
      ["authData", authData],
    ]);
    const response = {
      clientDataJSON: clientData.toString("base64url"),
      attestationObject: encodeCbor(object).toString("base64url"),
      transports: ["internal"],
    };
    return this.credential(response, choices);
  }

  /** AuthenticationResponseJSON. */
  get(options: RequestOptions, choices: Choices = {}) {
    if (this.wanted.counts !== false) this.counter += 1;
    const clientData = this.clientData("webauthn.get", options.challenge, choices);
    const authData = this.head(options.rpId ?? "", 0, choices);
    const signature = this.signed(Buffer.concat([authData, sha256(clientData)]), choices.key);
    const response = {
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authData.toString("base64url"),
      signature: signature.toString("base64url"),
      userHandle: choices.userHandle ?? this.userHandle,
    };
    return this.credential(response, choices);
  }

  private credential<Response>(response: Response, choices: Choices) {
    const id = choices.id ?? this.id;
    return { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
  }

  private clientData(type: string, challenge: string, choices: Choices): Buffer {
    const { origin = this.wanted.origin, crossOrigin = false } = choices;
    const data = {
      type: choices.type ?? type,
      challenge: choices.challenge ?? challenge,
      origin,
      crossOrigin,
    };
    return Buffer.from(JSON.stringify(data));
  }

  /** Section 6.1: hash of the relying party, flags, counter. */
  private head(rpId: string, flags: number, choices: Choices): Buffer {
    const { userPresent = true, userVerified = true, counter = this.counter } = choices;
    const head = Buffer.alloc(37);
    sha256(Buffer.from(choices.rpId ?? rpId)).copy(head);
    head.writeUInt8(flags | (userPresent ? 1 : 0) | (userVerified ? 4 : 0), 32);
    head.writeUInt32BE(counter, 33);
    return head;
  }

  private statement(authData: Buffer, clientData: Buffer): readonly (readonly [string, unknown])[] {
    const { attestation } = this.wanted;
    if (attestation === undefined)
      return [
        ["fmt", "none"],
        ["attStmt", new Map()],
      ];
    const signer = attestation === "self" ? undefined : attestation[0]?.key;
    const entries: [string, unknown][] = [
      ["alg", signer === undefined ? this.coseAlgorithm() : -7],
      ["sig", this.signed(Buffer.concat([authData, sha256(clientData)]), signer)],
    ];
    if (attestation !== "self") entries.push(["x5c", attestation.map(({ der }) => der)]);
    return [
      ["fmt", "packed"],
      ["attStmt", new Map(entries)],
    ];
  }

  private signed(data: Buffer, key: KeyObject = this.privateKey): Buffer {
    return sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", data, key);
  }

  private coseAlgorithm(): number {
    return { ES256: -7, EdDSA: -8, RS256: -257 }[this.wanted.algorithm ?? "ES256"];
  }

  /** RFC 9053. */
  private coseKey(): Buffer {
    const { x = "", y = "", n = "", e = "" } = this.publicKey.export({ format: "jwk" });
    const bytes = (text: string) => Buffer.from(text, "base64url");
    const algorithm: readonly [number, unknown] = [3, this.coseAlgorithm()];
    switch (this.wanted.algorithm ?? "ES256") {
      case "ES256":
        return encodeCbor(
          new Map<number, unknown>([[1, 2], algorithm, [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]),
        );
      case "EdDSA":
        return encodeCbor(new Map<number, unknown>([[1, 1], algorithm, [-1, 6], [-2, bytes(x)]]));
      case "RS256":
        return encodeCbor(new Map<number, unknown>([[1, 3], algorithm, [-1, bytes(n)], [-2, bytes(e)]]));
    }
  }
}

function newPair(algorithm: "ES256" | "EdDSA" | "RS256") {
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  if (algorithm === "RS256") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
