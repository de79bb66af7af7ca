// Specimens of the types whose other half is an app: paired, and answering what they are asked.

import { fieldsOf } from "../../core/fields.ts";
import type { Token } from "../../core/token.ts";
import type { TokenType } from "../../core/token-type.ts";
import { push } from "../push/push.ts";
import { qr } from "../qr/qr.ts";
import { aToken, enrolling, type Specimen } from "../specimen.ts";
import { pairedToken, phoneAnswer } from "./apps.ts";

/** As long as the random bytes that enrollments in tests begin with. */
const secret = Uint8Array.from({ length: 32 }, (_, index) => index + 1);

function paired(type: TokenType): Token {
  const enrollment = type.readEnrollment(fieldsOf({}), enrolling());
  return pairedToken(type, aToken({ type: type.type, ...enrollment.set }), enrollment);
}

export const pairedSpecimens: { readonly [type: string]: Specimen } = {
  qr: { fields: {}, secret, nth: () => "", token: () => paired(qr), reply: phoneAnswer },
  push: { fields: {}, secret, nth: () => "", token: () => paired(push), reply: phoneAnswer, signs: true },
};
