// Specimens of the types whose answer is a signature: registered once, with a key in software.

import { Authenticator, type RequestOptions } from "../../../test/support/authenticator.ts";
import { U2fKey, type U2fRequest } from "../../../test/support/u2f-key.ts";
import { fieldsOf } from "../../core/fields.ts";
import type { Outside } from "../../core/outside.ts";
import type { Token } from "../../core/token.ts";
import { fido2 } from "../fido2/fido2.ts";
import { alice, aToken, enrolling, ruling, type Specimen } from "../specimen.ts";
import { u2f } from "../u2f/u2f.ts";

export const origin = "https://login.example.com";

export const signingRuling = ruling({
  enrollment: {
    u2f_app_id: origin,
    fido2_rp_id: "example.com",
    fido2_attestation_conveyance: "direct",
    fido2_user_verification_requirement: "preferred",
    fido2_resident_key_requirement: "preferred",
    fido2_authenticator_types: "",
  },
});

const key = new U2fKey(origin);
const passkey = new Authenticator({ origin });

function registeredU2f(): Token {
  const begun = u2f.readEnrollment(
    fieldsOf({ phase: "registration1" }),
    enrolling({ ruling: signingRuling }),
  );
  const existing = aToken({ type: "u2f", ...begun.set });
  const otpkey = JSON.stringify(
    key.register(begun.shown.detail?.["registerrequest"] as unknown as U2fRequest),
  );
  const fields = fieldsOf({ phase: "registration2", otpkey });
  const { set } = u2f.readEnrollment(fields, enrolling({ ruling: signingRuling, existing }));
  return { ...existing, ...set };
}

/** As if the attestation had been looked at. */
export const attestedHere: Outside = (question) => {
  if (question.kind !== "webauthn-attestation") return undefined;
  const { id } = JSON.parse(question.response) as { id: string };
  const rest = {
    publicKey: "cHVibGlj",
    counter: 0,
    aaguid: "0",
    format: "none",
    transports: [],
    trusted: false,
  };
  return { verdict: "accepted", detail: { id, ...rest } };
};

function registeredPasskey(): Token {
  const context = enrolling({ ruling: signingRuling, user: alice });
  const existing = aToken({ type: "fido2", ...fido2.readEnrollment(fieldsOf({}), context).set });
  const options = { challenge: "c", rp: {}, user: { id: String(existing.info["user_handle"]) } };
  const fields = fieldsOf({ attestationResponse: JSON.stringify(passkey.create(options)) });
  const { set } = fido2.readEnrollment(fields, { ...context, existing, outside: attestedHere });
  return { ...existing, ...set };
}

const tokens = { u2f: registeredU2f(), fido2: registeredPasskey() };
const said = new Set<string>();

/** As if the signature had been looked at: right is what this passkey has said. */
const saidByPasskey: Outside = ({ kind, ...question }) =>
  kind === "webauthn-assertion" && "response" in question && said.has(question.response)
    ? { verdict: "accepted", detail: { counter: counterOf(question.response), userVerified: true } }
    : { verdict: "refused" };

function counterOf(response: string): number {
  const { authenticatorData } = (JSON.parse(response) as ReturnType<Authenticator["get"]>).response;
  return Buffer.from(authenticatorData, "base64url").readUInt32BE(33);
}

const keyless = { secret: new Uint8Array(), nth: () => "", keyless: true } as const;

export const signingSpecimens: { readonly [type: string]: Specimen } = {
  u2f: {
    ...keyless,
    fields: { phase: "registration1", appid: origin },
    token: () => tokens.u2f,
    reply: ({ detail }) => JSON.stringify(key.sign(detail["signrequest"] as unknown as U2fRequest)),
  },
  fido2: {
    ...keyless,
    fields: { attestationResponse: "{}" },
    token: () => tokens.fido2,
    reply({ detail }) {
      const text = JSON.stringify(passkey.get(detail["signrequest"] as unknown as RequestOptions));
      said.add(text);
      return text;
    },
    outside: saidByPasskey,
  },
};
