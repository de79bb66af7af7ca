// Text messages through a telephone at the server: LinOTP's `DeviceSMSProvider`, which runs the program gnokii.

import { execFile } from "node:child_process";
import { type Fields, optional } from "../../core/fields.ts";
import { DeliveryFault } from "../../egress/fault.ts";
import type { Provider, ProviderClass, ProviderDeps, TextOrder } from "../provider.ts";
import { adjustNumber, readNumberRules } from "./phone-number.ts";

export const deviceSms: ProviderClass<"sms"> = {
  channel: "sms",
  path: "smsprovider.DeviceSMSProvider.DeviceSMSProvider",
  open,
};

const patienceMs = 60_000;
/** Of our own environment it gets nothing but where programs are: the rest is none of its business. */
const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" };

function open(config: Fields, { gnokii = "gnokii" }: ProviderDeps): Provider<TextOrder> {
  const file = optional(config, "CONFIGFILE");
  const center = optional(config, "SMSC");
  const numberRules = readNumberRules(config);
  return {
    send: async ({ to, text }) => {
      const number = adjustNumber(to, numberRules).replace(/\(0\)|[\s()/.-]/g, "");
      // Nothing that gnokii could take for an option.
      if (!/^\+?\d{3,20}$/.test(number)) throw new DeliveryFault("the recipient has no usable number");
      const settings = file === undefined ? [] : ["--config", file];
      const by = center === undefined ? [] : ["--smsc", center];
      await run(gnokii, [...settings, "--sendsms", number, ...by], text);
    },
  };
}

/** No shell takes part. The text goes in by the standard input, where no list of processes shows it. */
async function run(program: string, words: readonly string[], input: string): Promise<void> {
  const options = { timeout: patienceMs, env: environment, maxBuffer: 65_536 };
  await new Promise<void>((done, fail) => {
    const child = execFile(program, [...words], options, (error) => {
      if (error === null) done();
      else fail(faultOf(error));
    });
    // It may be gone before it has read anything; its end says why.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

function faultOf({
  code,
  killed = false,
}: {
  readonly code?: number | string | null;
  readonly killed?: boolean;
}) {
  if (code === "ENOENT") return new DeliveryFault("the program gnokii is not installed on this server", true);
  if (killed) return new DeliveryFault("gnokii did not end in time", true, true);
  return new DeliveryFault(`gnokii did not send the message (it ended with ${code})`);
}
