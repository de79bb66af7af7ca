// A U2F security key in software, and the page's part around it (FIDO U2F Raw Message Formats 1.2). Each wrong turn that a
// test wants to take is a choice of its own.

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { type Certificate, makeCertificate } from "./certificate.ts";

export interface U2fChoices {
  readonly origin?: string;
  readonly appId?: string;
  readonly challenge?: string;
  readonly typ?: string;
  readonly counter?: number;
  readonly present?: boolean;
  readonly keyHandle?: string;
  readonly key?: KeyObject;
}

export interface U2fRequest {
  readonly challenge: string;
  readonly appId: string;
}

export class U2fKey {
  readonly origin: string;
  readonly keyHandle: string = randomBytes(64).toString("base64url");
  readonly certificate: Certificate = makeCertificate({ commonName: "U2F" });
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  counter = 0;

  constructor(origin: string) {
    this.origin = origin;
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.publicKey = pair.publicKey;
    this.privateKey = pair.privateKey;
  }

  register(request: U2fRequest, choices: U2fChoices = {}) {
    const client = this.clientData("navigator.id.finishEnrollment", request, choices);
    const handle = Buffer.from(choices.keyHandle ?? this.keyHandle, "base64url");
    const appId = sha256(choices.appId ?? request.appId);
    const signed = Buffer.concat([Buffer.of(0), appId, sha256(client), handle, this.point()]);
    const data = Buffer.concat([
      Buffer.of(5),
      this.point(),
      Buffer.of(handle.length),
      handle,
      this.certificate.der,
      sign("sha256", signed, choices.key ?? this.certificate.key),
    ]);
    return { registrationData: data.toString("base64url"), clientData: client.toString("base64url") };
  }

  sign(request: U2fRequest, choices: U2fChoices = {}) {
    this.counter += 1;
    const client = this.clientData("navigator.id.getAssertion", request, choices);
    const head = Buffer.alloc(5);
    head.writeUInt8(choices.present === false ? 0 : 1);
    head.writeUInt32BE(choices.counter ?? this.counter, 1);
    const signed = Buffer.concat([sha256(choices.appId ?? request.appId), head, sha256(client)]);
    const signature = sign("sha256", signed, choices.key ?? this.privateKey);
    return {
      signatureData: Buffer.concat([head, signature]).toString("base64url"),
      clientData: client.toString("base64url"),
      keyHandle: choices.keyHandle ?? this.keyHandle,
    };
  }

  private clientData(typ: string, request: U2fRequest, choices: U2fChoices): Buffer {
    const { origin = this.origin, challenge = request.challenge } = choices;
    return Buffer.from(JSON.stringify({ typ: choices.typ ?? typ, challenge, origin }));
  }

  private point(): Buffer {
    const { x = "", y = "" } = this.publicKey.export({ format: "jwk" });
    return Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  }
}

function sha256(data: Buffer | string): Buffer {
  return createHash("sha256").update(data).digest();
}
