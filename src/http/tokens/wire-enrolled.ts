// What an enrollment answers: serial, seed and address for authenticator apps, each with a QR code (contract 02 section 4).

import { optional, text } from "../../core/fields.ts";
import type { Enrolled } from "../../core/lifecycle/enroll.ts";
import type { Call, Reply } from "../call.ts";
import { qrImg, qrReply } from "../qr-image.ts";
import { succeed } from "../reply.ts";

interface Entry {
  readonly order: string;
  readonly description: string;
  readonly value: string;
  readonly img: string;
}

/** With the parameter `qr` a picture, otherwise the usual envelope. */
export function enrolledReply({ serial, shown }: Enrolled, { fields }: Call): Reply {
  const { otpkey, googleurl } = shown;
  const form = fields.has("qr") ? (text(fields, "qr") ?? "") : undefined;
  const address = googleurl ?? otpkey;
  const detail: { readonly [name: string]: string | Entry } = {
    ...(otpkey === undefined ? {} : { otpkey: entry("1", "OTP seed", { value: otpkey, width: "200" }) }),
    serial,
    ...(googleurl === undefined
      ? {}
      : { googleurl: entry("0", "OTPAuth Url", { value: googleurl, width: "250" }) }),
  };
  if (form === undefined || address === undefined) return succeed(true, { detail, audit: "written" });
  const width = optional(fields, "width");
  const alt = optional(fields, "alt");
  const look = { ...(width === undefined ? {} : { width }), ...(alt === undefined ? {} : { alt }) };
  const listed = {
    serial,
    ...(otpkey === undefined ? {} : { otpkey }),
    ...(googleurl === undefined ? {} : { googleurl }),
  };
  return qrReply({ form, text: address, look, detail: listed, audit: "written" });
}

function entry(
  order: string,
  description: string,
  { value, width }: { readonly value: string; readonly width: string },
): Entry {
  return { order, description, value, img: qrImg(value, { width }) };
}
