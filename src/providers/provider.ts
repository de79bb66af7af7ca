// What a provider is: something that takes a message to the outside, or says why it could not.

import type { Fields } from "../core/fields.ts";
import type { ProviderSettings } from "../core/settings.ts";
import type { Egress } from "./egress.ts";

export type Delivery =
  | { readonly delivered: true; readonly status: string }
  | { readonly delivered: false; readonly why: string };

/** One message as one provider gets it. */
export interface Order {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly replacements: { readonly [name: string]: string };
}

export interface ProviderDeps {
  readonly random: (bytes: number) => Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Asked before anything is sent. Absent in the product. */
  readonly egress?: Egress;
  /** Where `file://` templates are. Absent: there are none. */
  readonly templateFolder?: string;
}

export interface Provider {
  /** Answers LinOTP's status text. Throws a DeliveryFault, or anything else when something is broken. */
  send(order: Order): Promise<string>;
}

export interface ProviderClass {
  readonly channel: ProviderSettings["type"];
  /** LinOTP's class path without the package, as the egress hub is told. The last part is the short name. */
  readonly path: string;
  /** Throws a Refusal when the configuration cannot be used. Touches nothing. */
  readonly open: (config: Fields, deps: ProviderDeps) => Provider;
}

/** A message that did not leave. The text never contains the message, an address or a password. */
export class DeliveryFault extends Error {
  /** Nobody answered: worth leaving this provider alone for a while. */
  readonly unreachable: boolean;

  constructor(message: string, unreachable = false) {
    super(message);
    this.name = "DeliveryFault";
    this.unreachable = unreachable;
  }
}
