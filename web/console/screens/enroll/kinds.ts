// The kinds of token that an administrator can enroll, and what has to be known for each. Contract 03.

export type FieldName =
  | "phone"
  | "email"
  | "password"
  | "seed"
  | "aesKey"
  | "digits"
  | "hash"
  | "step"
  | "appKey"
  | "appPin"
  | "listKey"
  | "suite"
  | "yubicoId"
  | "target"
  | "radiusServer"
  | "radiusUser"
  | "radiusSecret"
  | "radiusPin"
  | "remoteServer"
  | "remoteSerial"
  | "remoteUser"
  | "remoteRealm"
  | "remotePin";

export type Field = {
  /** What /admin/init calls it. */
  readonly parameter: string;
  readonly input: "text" | "tel" | "email" | "secret" | "choice" | "flag";
  readonly required?: true;
  /** What a value has to look like. */
  readonly pattern?: RegExp;
  readonly choices?: readonly string[];
  /** Where the form begins. */
  readonly usual?: string;
};

/** Pairs of hexadecimal digits; blanks and hyphens are for the eye. */
const hex = /^(?:[\s-]*[0-9a-f][\s-]*[0-9a-f])+[\s-]*$/i;

export const fields: Readonly<Record<FieldName, Field>> = {
  phone: { parameter: "phone", input: "tel", required: true, pattern: /\d/ },
  email: { parameter: "email_address", input: "email", required: true, pattern: /.@./ },
  password: { parameter: "otpkey", input: "secret", required: true },
  seed: { parameter: "otpkey", input: "text", pattern: hex },
  aesKey: { parameter: "otpkey", input: "text", required: true, pattern: /^[0-9a-f]{32}$/i },
  digits: { parameter: "otplen", input: "choice", choices: ["6", "8"], usual: "6" },
  hash: { parameter: "hashlib", input: "choice", choices: ["sha1", "sha256", "sha512"], usual: "sha1" },
  step: { parameter: "timeStep", input: "choice", choices: ["30", "60"], usual: "30" },
  appKey: { parameter: "otpkey", input: "text", pattern: hex },
  appPin: { parameter: "otppin", input: "secret", required: true },
  listKey: { parameter: "otpkey", input: "text", required: true },
  suite: { parameter: "ocrasuite", input: "text", pattern: /^OCRA-1:/i },
  yubicoId: {
    parameter: "yubico.tokenid",
    input: "text",
    required: true,
    pattern: /^[cbdefghijklnrtuv]{12,}$/i,
  },
  target: { parameter: "forward.serial", input: "text", required: true },
  radiusServer: { parameter: "radius.server", input: "text", required: true },
  radiusUser: { parameter: "radius.user", input: "text" },
  radiusSecret: { parameter: "radius.secret", input: "secret", required: true },
  radiusPin: { parameter: "radius.local_checkpin", input: "flag", usual: "1" },
  remoteServer: { parameter: "remote.server", input: "text", required: true, pattern: /^https?:\/\/./i },
  remoteSerial: { parameter: "remote.serial", input: "text" },
  remoteUser: { parameter: "remote.user", input: "text" },
  remoteRealm: { parameter: "remote.realm", input: "text" },
  remotePin: { parameter: "remote.local_checkpin", input: "flag", usual: "1" },
};

const ofKinds = {
  totp: ["seed", "digits", "hash", "step"],
  hmac: ["seed", "digits", "hash"],
  push: [],
  qr: [],
  fido2: [],
  motp: ["appKey", "appPin"],
  ocra2: ["appKey", "suite"],
  sms: ["phone"],
  email: ["email"],
  voice: ["phone"],
  yubikey: ["aesKey"],
  yubico: ["yubicoId"],
  pw: ["password"],
  spass: [],
  dpw: ["listKey"],
  radius: ["radiusServer", "radiusUser", "radiusSecret", "radiusPin"],
  remote: ["remoteServer", "remoteSerial", "remoteUser", "remoteRealm", "remotePin"],
  forward: ["target"],
} as const satisfies Readonly<Record<string, readonly FieldName[]>>;

export type Kind = keyof typeof ofKinds;

export const fieldsOf: Readonly<Record<Kind, readonly FieldName[]>> = ofKinds;

/** As they are offered. U2F is left out: browsers speak it no more, its keys are made passkeys. */
export const families = {
  device: ["totp", "hmac", "push", "qr", "fido2", "motp", "ocra2"],
  sent: ["sms", "email", "voice"],
  yubikey: ["yubikey", "yubico"],
  fixed: ["pw", "spass", "dpw"],
  elsewhere: ["radius", "remote", "forward"],
} as const satisfies Readonly<Record<string, readonly Kind[]>>;

/** Kinds that the person completes with a device of his own. */
export function isFinishedByOwner(kind: Kind): kind is "fido2" | "push" | "qr" {
  return kind === "fido2" || kind === "push" || kind === "qr";
}

/** Kinds for which the server makes a seed when none is given. */
export function isSeeded(kind: Kind): boolean {
  return ["totp", "hmac", "motp", "ocra2", "sms", "email", "voice"].includes(kind);
}
