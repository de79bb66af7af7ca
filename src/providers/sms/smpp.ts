// Text messages through a message center: LinOTP's `SMPPSMSProvider` (contract 08 section 5).

import { type Fields, integer, invalid, optional, required } from "../../core/fields.ts";
import { DeliveryFault } from "../../egress/fault.ts";
import type { Provider, ProviderClass, ProviderDeps, TextOrder } from "../provider.ts";
import { divide, type EncodingName, readEncoding } from "./parts.ts";
import { adjustNumber, readNumberRules } from "./phone-number.ts";
import { type MessageCenter, type Parameters, submitAll } from "./smpp-session.ts";

export const smppSms: ProviderClass<"sms"> = {
  channel: "sms",
  path: "smsprovider.SMPPSMSProvider.SMPPSMSProvider",
  open,
};

/** A header counts parts in one octet; nobody wants to read as many. */
const mostParts = 32;

function open(config: Fields, deps: ProviderDeps): Provider<TextOrder> {
  const center = readCenter(config);
  const addresses = readAddresses(config);
  const encoding = readTargetEncoding(config);
  const numberRules = readNumberRules(config);
  return {
    send: async ({ to, text }) => {
      const destination = addresses(adjustNumber(to, numberRules));
      const [reference = 0] = deps.random(1);
      const parts = divide(text, encoding, reference);
      if (parts.length > mostParts) throw new DeliveryFault("the message is too long");
      const messages = parts.map(({ coding, octets, divided }) => ({
        ...destination,
        data_coding: coding,
        short_message: octets,
        // The octets begin with a header that says which part this is (SMPP 3.4 section 5.2.12).
        esm_class: divided ? 0x40 : 0,
      }));
      await submitAll(center, messages);
    },
    // A login without a message.
    test: () => submitAll(center, []),
  };
}

function readCenter(config: Fields): MessageCenter {
  return {
    host: required(config, "server"),
    port: integer(config, "port", { min: 1, max: 65_535 }) ?? 5100,
    timeoutMs: (integer(config, "TIMEOUT", { min: 1, max: 600 }) ?? 10) * 1000,
    systemId: required(config, "system_id"),
    password: optional(config, "password") ?? "",
    systemType: optional(config, "system_type") ?? "",
  };
}

/** Type and plan of numbers: SMPP 3.4 sections 5.2.5 and 5.2.6. */
const international = 1;
const isdn = 1;
const alphanumeric = 5;

function readAddresses(config: Fields): (number: string) => Parameters {
  const source = optional(config, "source_addr") ?? "";
  const named = /[a-z]/i.test(source);
  const destinationTon = readKind(config, "dest_addr_ton") ?? international;
  const fixed = {
    source_addr: source,
    source_addr_ton: readKind(config, "source_addr_ton") ?? (named ? alphanumeric : international),
    source_addr_npi: readKind(config, "source_addr_npi") ?? (named ? 0 : isdn),
    dest_addr_ton: destinationTon,
    dest_addr_npi: readKind(config, "dest_addr_npi") ?? isdn,
  };
  return (written) => {
    const number = written.replace(/\(0\)|[\s()/.-]/g, "");
    if (!/^\+?\d{1,20}$/.test(number)) throw new DeliveryFault("the recipient has no usable number");
    // That a number is international is said by its type alone.
    return {
      ...fixed,
      destination_addr: destinationTon === international ? number.replace(/^\+/, "") : number,
    };
  };
}

/** 0 to 255, also as 0x01. */
function readKind(config: Fields, name: string): number | undefined {
  const value = optional(config, name)?.trim();
  if (value === undefined) return undefined;
  const number = /^(?:\d{1,3}|0x[0-9a-f]{1,2})$/i.test(value) ? Number(value) : Number.NaN;
  if (!(number <= 255)) throw invalid(name, "a whole number from 0 to 255");
  return number;
}

function readTargetEncoding(config: Fields): EncodingName | undefined {
  const value = optional(config, "target_encoding");
  if (value === undefined) return undefined;
  const encoding = readEncoding(value);
  if (encoding === undefined) throw invalid("target_encoding", "one of gsm, ascii, latin1, ucs2, utf-8");
  return encoding;
}
