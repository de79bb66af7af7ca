// What an enrollment answers: serial, seed and address for authenticator apps, each with a QR code (contract 02 section 4).

import type { Enrolled } from "../../core/lifecycle/enroll.ts";
import type { Json } from "../../core/token.ts";
import type { Call, Reply } from "../call.ts";
import { pictureWanted, qrImg, qrReply } from "../qr-image.ts";
import { succeed } from "../reply.ts";

type Code = NonNullable<Enrolled["shown"]["codes"]>[string];

interface Entry {
  readonly order: string | number;
  readonly description: string;
  readonly value: string | null;
  readonly img: string;
}

/** With the parameter `qr` a picture, otherwise the usual envelope. */
export function enrolledReply({ serial, shown }: Enrolled, { fields }: Call): Reply {
  const { otpkey, googleurl, codes = {} } = shown;
  const picture = pictureWanted(fields);
  const address = googleurl ?? otpkey ?? Object.values(codes)[0]?.value ?? undefined;
  const detail: { readonly [name: string]: Json | Entry } = {
    ...(otpkey === undefined ? {} : { otpkey: entry("1", "OTP seed", { value: otpkey, width: "200" }) }),
    ...(shown.withoutSerial === true ? {} : { serial }),
    ...shown.detail,
    ...Object.fromEntries(Object.entries(codes).map(([name, code]) => [name, codeEntry(code)])),
    ...(googleurl === undefined
      ? {}
      : { googleurl: entry("0", "OTPAuth Url", { value: googleurl, width: "250" }) }),
  };
  if (picture === undefined || address === undefined) return succeed(true, { detail, audit: "written" });
  const listed = {
    serial,
    ...(otpkey === undefined ? {} : { otpkey }),
    ...(googleurl === undefined ? {} : { googleurl }),
  };
  return qrReply({ ...picture, text: address, detail: listed, audit: "written" });
}

function codeEntry({ order, description, value }: Code): Entry {
  return entry(order, description, { value, width: "250" });
}

function entry(
  order: string | number,
  description: string,
  { value, width }: { readonly value: string | null; readonly width: string },
): Entry {
  return { order, description, value, img: qrImg(value ?? "", { width }) };
}
