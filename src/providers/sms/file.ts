// Text messages into a file, for trying things out: LinOTP's `FileSMSProvider`. The file holds the last message.

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Fields, optional, required } from "../../core/fields.ts";
import { DeliveryFault } from "../../egress/fault.ts";
import type { Provider, ProviderClass, TextOrder } from "../provider.ts";

export const fileSms: ProviderClass<"sms"> = {
  channel: "sms",
  path: "smsprovider.FileSMSProvider.FileSMSProvider",
  open,
};

function open(config: Fields): Provider<TextOrder> {
  const path = resolve(optional(config, "here") ?? ".", required(config, "file"));
  return {
    send: async ({ to, text }) => {
      // The message holds an OTP: for its owner's eyes only.
      await writeFile(path, `${to}:${text}`, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
        throw new DeliveryFault(`the file cannot be written (${error.code})`);
      });
    },
  };
}
