// The registry of provider classes, and the messenger: it takes a message to the first provider that delivers it.

import type { Message } from "../core/change.ts";
import { type Fields, fieldsOf, invalid } from "../core/fields.ts";
import { Refusal } from "../core/problem.ts";
import type { ProviderSettings, Settings } from "../core/settings.ts";
import type { Vault } from "../core/vault.ts";
import { type Blocklist, createBlocklist } from "./blocklist.ts";
import { askEgress, type Egress } from "./egress.ts";
import { fileSms } from "./file-sms.ts";
import { laterClasses } from "./later.ts";
import {
  type Delivery,
  DeliveryFault,
  type Order,
  type ProviderClass,
  type ProviderDeps,
} from "./provider.ts";
import { httpSms } from "./sms-http.ts";
import { smtpEmail, smtpSms } from "./smtp.ts";
import { fillTemplate } from "./template.ts";

export type { Egress };

const classes: readonly ProviderClass[] = [smtpEmail, httpSms, smtpSms, fileSms, ...laterClasses];

export interface MessengerDeps extends ProviderDeps {
  readonly vault: Pick<Vault, "open">;
  /** Told about every attempt that failed: name of the provider and reason, never contents. */
  readonly onFailure?: (provider: string, why: string) => void;
}

/** Delivers one message. Never throws: what went wrong is in the answer. */
export type Messenger = (message: Message, settings: Settings) => Promise<Delivery>;

export function createMessenger(deps: MessengerDeps): Messenger {
  const blocklist = createBlocklist();
  return async (message, settings) => {
    const reasons: string[] = [];
    for (const provider of candidates(message, settings)) {
      const delivery = await attempt(message, provider, { deps, blocklist });
      if (delivery.delivered) return delivery;
      const name = `${provider.type}/${provider.name}`;
      deps.onFailure?.(name, delivery.why);
      reasons.push(`${name}: ${delivery.why}`);
    }
    const nobody =
      message.providers.length === 0
        ? `no ${message.channel} provider is set`
        : "none of the wanted providers is set";
    return { delivered: false, why: reasons.length === 0 ? nobody : reasons.join("; ") };
  };
}

/** Throws a Refusal when the class is unknown or the configuration (JSON text) cannot be used. Touches nothing. */
export function checkProvider(provider: ProviderSettings, config: string): void {
  const nothing: ProviderDeps = {
    random: (bytes) => new Uint8Array(bytes),
    now: () => 0,
    templateFolder: ".",
  };
  classOf(provider).open(readConfigText(config), nothing);
}

/** The ones that the message names, in its order; otherwise the default one, otherwise the first by name. */
function candidates({ channel, providers }: Message, settings: Settings): readonly ProviderSettings[] {
  if (providers.length > 0) {
    return providers.flatMap((name) => settings.providers.get(`${channel}/${name}`) ?? []);
  }
  const all = [...settings.providers.values()].filter(({ type }) => type === channel);
  const first = all.toSorted((left, right) => (left.name < right.name ? -1 : 1))[0];
  const chosen = all.find(({ isDefault }) => isDefault) ?? first;
  return chosen === undefined ? [] : [chosen];
}

interface Circumstances {
  readonly deps: MessengerDeps;
  readonly blocklist: Blocklist;
}

async function attempt(
  message: Message,
  settings: ProviderSettings,
  { deps, blocklist }: Circumstances,
): Promise<Delivery> {
  const key = JSON.stringify([settings.type, settings.name, settings.sealedConfig]);
  if (blocklist.isBlocked(key, deps.now())) return { delivered: false, why: "did not answer lately" };
  try {
    const status = await deliver(message, settings, deps);
    blocklist.release(key);
    return { delivered: true, status };
  } catch (error) {
    if (error instanceof DeliveryFault && error.unreachable) blocklist.block(key, deps.now());
    return { delivered: false, why: reasonOf(error) };
  }
}

/** Only texts that were written here: an unexpected error may hold anything. */
function reasonOf(error: unknown): string {
  if (error instanceof DeliveryFault) return error.message;
  if (error instanceof Refusal && "parameter" in error.problem)
    return `its configuration lacks a usable ${error.problem.parameter}`;
  return "failed unexpectedly";
}

async function deliver(message: Message, settings: ProviderSettings, deps: MessengerDeps): Promise<string> {
  const chosen = classOf(settings);
  const config = openConfig(settings, deps.vault);
  const { to, subject, replacements } = message;
  const order: Order = { to, subject, text: fillTemplate(message.text, replacements), replacements };
  const answer = await askEgress(deps.egress, {
    kind: "provider",
    class: chosen.path,
    method: "submitMessage",
    ...callOf(chosen, order),
    config: Object.fromEntries(config),
  });
  return answer === undefined ? chosen.open(config, deps).send(order) : statusOf(answer.result);
}

/** LinOTP's own calling conventions, as a hub in front of it would see them. */
function callOf({ channel }: ProviderClass, { to, subject, text, replacements }: Order) {
  if (channel !== "email") return { args: [to, text], kwargs: {} };
  return { args: [to], kwargs: { subject, message: text, replacements } };
}

/** `true`, or `[true, "text"]`. */
function statusOf(result: unknown): string {
  const [success, text] = Array.isArray(result) ? result : [result];
  if (success !== true) throw new DeliveryFault("the provider did not accept the message");
  return typeof text === "string" ? text : "sms submitted";
}

/** LinOTP has several names for a class; the last part is the same in all of them. */
function classOf({ type, class: name }: ProviderSettings): ProviderClass {
  const known = classes.filter(({ channel }) => channel === type);
  const found = known.find(({ path }) => shortName(path) === shortName(name));
  if (found === undefined)
    throw invalid("class", `one of ${known.map(({ path }) => shortName(path)).join(", ")}`);
  return found;
}

function shortName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function openConfig({ type, name, sealedConfig }: ProviderSettings, vault: Pick<Vault, "open">): Fields {
  if (sealedConfig === "") return new Map();
  const plain = vault.open(Buffer.from(sealedConfig, "base64"), `setting/provider/${type}/${name}`);
  return readConfigText(Buffer.from(plain).toString("utf8"));
}

function readConfigText(text: string): Fields {
  const value = parseJson(text === "" ? "{}" : text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("config", "a JSON object");
  return fieldsOf(value as Record<string, unknown>);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
