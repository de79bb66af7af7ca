// The messenger: it takes a message to the first provider that delivers it. And what is asked of a provider when it is
// set and when it is tried out.

import { providersOf } from "../core/administration/providers.ts";
import type { Message, OutgoingMessage } from "../core/change.ts";
import { Refusal } from "../core/problem.ts";
import type { ProviderSettings, Settings } from "../core/settings.ts";
import type { Vault } from "../core/vault.ts";
import { DeliveryFault } from "../egress/fault.ts";
import { askEgress, type Egress } from "../egress/hub.ts";
import { type Blocklist, createBlocklist } from "./blocklist.ts";
import { classOf, openConfig, readConfigText } from "./classes.ts";
import { type Call, callOf } from "./conventions.ts";
import type { Channel, Delivery, Orders, ProviderDeps, TextOrder } from "./provider.ts";
import { fillTemplate } from "./template.ts";

export type { Egress };

export interface MessengerDeps extends ProviderDeps {
  readonly vault: Pick<Vault, "open">;
  /** Told about every attempt that failed: name of the provider and reason, never contents. */
  readonly onFailure?: (provider: string, why: string) => void;
}

/**
 * Delivers one message: of a challenge, or a notification, which belongs to none. Never throws: what went wrong is in
 * the answer.
 */
export type Messenger = (message: Message | OutgoingMessage, settings: Settings) => Promise<Delivery>;

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
  classOf(provider.type, provider.class).open(readConfigText(config), nothing);
}

/** Whether its server can be reached; undefined: its class has no way to tell. */
export type ProviderTest = (
  provider: ProviderSettings,
) => Promise<{ readonly reached: true } | { readonly reached: false; readonly why: string } | undefined>;

/** Never throws. */
export function createProviderTest(deps: MessengerDeps): ProviderTest {
  return async (provider) => {
    try {
      const chosen = classOf(provider.type, provider.class);
      const config = openConfig(provider, deps.vault);
      const call: Call = { method: "test_connection", args: [], kwargs: {} };
      const request = { kind: "provider", class: chosen.path, ...call } as const;
      const answer = await askEgress(deps.egress, { ...request, config: Object.fromEntries(config) });
      if (answer !== undefined) {
        statusOf(answer.result);
        return { reached: true };
      }
      const { test } = chosen.open(config, deps);
      if (test === undefined) return undefined;
      await test();
      return { reached: true };
    } catch (error) {
      return { reached: false, why: reasonOf(error) };
    }
  };
}

/** The ones that the message names, in its order; otherwise the default one. */
function candidates(
  { channel, providers }: OutgoingMessage,
  settings: Settings,
): readonly ProviderSettings[] {
  const all = providersOf(settings, channel);
  if (providers.length === 0) return all.filter(({ isDefault }) => isDefault).slice(0, 1);
  return providers.flatMap((wanted) => all.find(({ name }) => name === wanted) ?? []);
}

interface Circumstances {
  readonly deps: MessengerDeps;
  readonly blocklist: Blocklist;
}

async function attempt(
  message: Message | OutgoingMessage,
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
    // A hub decides about every attempt itself: what it lets fail once it may let succeed the next moment.
    const remembered = error instanceof DeliveryFault && error.unreachable && deps.egress === undefined;
    if (remembered) blocklist.block(key, deps.now());
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

async function deliver(
  message: Message | OutgoingMessage,
  settings: ProviderSettings,
  deps: MessengerDeps,
): Promise<string> {
  const transactionId = "transactionId" in message ? message.transactionId : undefined;
  const send = through(settings, deps);
  if (message.channel === "push") {
    const { challengeUrl, gda } = message;
    const order = { challengeUrl, gda, transactionId: transactionId ?? "" };
    return send("push", order, callOf.push(order));
  }
  if (message.channel === "voice") return send("voice", message, callOf.voice(message));
  const { to, subject, replacements } = message;
  const order: TextOrder = { to, subject, text: fillTemplate(message.text, replacements), replacements };
  if (message.channel === "sms") return send("sms", order, callOf.sms(order));
  const call = transactionId === undefined ? callOf.notification(order) : callOf.email(order);
  return send("email", order, call);
}

/** LinOTP's words for a message on its way, where the hub has none of its own (contract 03). */
const usualStatus: Readonly<Record<Channel, string>> = {
  sms: "sms submitted",
  email: "e-mail sent successfully",
  push: "push notification submitted",
  voice: "voice call triggered",
};

function through(settings: ProviderSettings, deps: MessengerDeps) {
  return async <Kind extends Channel>(channel: Kind, order: Orders[Kind], call: Call): Promise<string> => {
    const chosen = classOf(channel, settings.class);
    const config = openConfig(settings, deps.vault);
    const request = { kind: "provider", class: chosen.path, ...call } as const;
    const answer = await askEgress(deps.egress, { ...request, config: Object.fromEntries(config) });
    if (answer !== undefined) return statusOf(answer.result) ?? usualStatus[channel];
    await chosen.open(config, deps).send(order);
    return usualStatus[channel];
  };
}

/** `true`, or `[true, "text"]`. */
function statusOf(result: unknown): string | undefined {
  const [success, text] = Array.isArray(result) ? result : [result];
  if (success !== true) throw new DeliveryFault("the provider did not accept the message");
  return typeof text === "string" ? text : undefined;
}
