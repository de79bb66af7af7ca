// What a provider is: something that takes a message to the outside, or says why it could not.

import type { Fields } from "../core/fields.ts";
import type { ProviderSettings } from "../core/settings.ts";
import type { Egress } from "../egress/hub.ts";

export type Channel = ProviderSettings["type"];

export type Delivery =
  | { readonly delivered: true; readonly status: string }
  | { readonly delivered: false; readonly why: string };

/** One text message or mail as one provider gets it. */
export interface TextOrder {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly replacements: { readonly [name: string]: string };
}

export interface PushOrder {
  readonly challengeUrl: string;
  /** The address of the app at its push service. */
  readonly gda: string;
  readonly transactionId: string;
}

export interface VoiceOrder {
  readonly to: string;
  /** What is said, with `{otp}` in it. */
  readonly template: string;
  readonly otp: string;
  /** `en`, `de`, ... */
  readonly locale: string;
}

export interface Orders {
  readonly sms: TextOrder;
  readonly email: TextOrder;
  readonly push: PushOrder;
  readonly voice: VoiceOrder;
}

export interface ProviderDeps {
  readonly random: (bytes: number) => Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Asked before anything is sent. Absent in the product. */
  readonly egress?: Egress;
  /** Where `file://` templates are. Absent: there are none. */
  readonly templateFolder?: string;
  /** The program of that name; absent: the one on the system's usual path. */
  readonly gnokii?: string;
}

export interface Provider<Order> {
  /** Throws a DeliveryFault, or anything else when something is broken. */
  send(order: Order): Promise<void>;
  /** Whether its server can be reached, without sending anything to anybody; throws like `send`. Absent: no telling. */
  readonly test?: () => Promise<void>;
}

export interface ProviderClass<Kind extends Channel> {
  readonly channel: Kind;
  /** LinOTP's class path without the package, as the egress hub is told. The last part is the short name. */
  readonly path: string;
  /** Throws a Refusal when the configuration cannot be used. Touches nothing. */
  readonly open: (config: Fields, deps: ProviderDeps) => Provider<Orders[Kind]>;
}
