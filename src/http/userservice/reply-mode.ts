// How the portal shows a question, and how a person answers it: by typing (`offline`), elsewhere while the page polls
// (`online`), or both. Contract 07 section 2.

import type { Challenge } from "../../core/challenge.ts";
import { qrPng } from "../qr-image.ts";
import type { Detail } from "../validate/detail.ts";

const modes: Readonly<Record<string, readonly string[]>> = { push: ["online"], qr: ["offline", "online"] };

export function replyMode(type: string): readonly string[] {
  return modes[type] ?? ["offline"];
}

/** `type`: of the asked token. Behind a forward token it is the target that answers. */
export function shownInPortal(detail: Detail, type: string): Detail {
  const target = detail["linotp_forward_tokentype"];
  const answering = typeof target === "string" ? target.toLowerCase() : type;
  return { ...detail, ...scannable(detail["message"]), replyMode: replyMode(answering) };
}

/** What an app scans is no text to read. */
function scannable(message: unknown): Detail {
  if (typeof message !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/chal\//i.test(message)) return {};
  const image = qrPng(message);
  const img_src =
    image === undefined ? {} : { img_src: `data:image/png;base64,${Buffer.from(image).toString("base64")}` };
  return { message: "Please scan the provided qr code", transactionData: message, ...img_src };
}

/** How far a question has come, for a page that waits for its answer. */
export function progressOf({ received, answered, valid, message, status, data }: Challenge): Detail {
  return {
    received_count: received,
    received_tan: answered,
    valid_tan: valid,
    message,
    status,
    accept: data["accept"] === true,
    reject: data["reject"] === true,
  };
}
