// A door in front of the outside, for test servers: whoever built the server may be asked first whether he takes a
// message over. The product is built without it.

import { DeliveryFault } from "./fault.ts";

export type EgressRequest =
  | {
      readonly kind: "provider";
      readonly class: string;
      readonly method: string;
      readonly args: readonly unknown[];
      readonly kwargs: Readonly<Record<string, unknown>>;
      readonly config: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: "http";
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | {
      readonly kind: "smtp";
      readonly host: string;
      readonly port: number;
      readonly ssl: boolean;
      readonly user: string;
      readonly password: string;
      readonly from: string;
      readonly to: string;
      readonly message: string;
    }
  /** `state`: as it came with a challenge. */
  | {
      readonly kind: "radius";
      readonly server: string;
      readonly port: number;
      readonly secret: string;
      readonly username: string;
      readonly password: string;
      readonly state: string | null;
      readonly nas_identifier: string;
    };

export interface EgressAnswer {
  readonly handled: boolean;
  /** The call is to fail this way, for example `{"type": "ConnectTimeout", "message": ""}`. */
  readonly error?: { readonly type: string; readonly message: string } | null;
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of an SMTP dialogue: recipient to refusal. */
  readonly errors?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  /** Of a RADIUS dialogue: the code of the answer, and its attributes by name. */
  readonly code?: number;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

export type Egress = (request: EgressRequest) => Promise<EgressAnswer>;

/** Asks by HTTP: `POST url` with the request as JSON. */
export function egressThrough(url: string): Egress {
  return async (request) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(request) });
    return (await response.json()) as EgressAnswer;
  };
}

/** The answer of whoever took it over; undefined: really send. Throws a DeliveryFault when it is to fail. */
export async function askEgress(
  egress: Egress | undefined,
  request: EgressRequest,
): Promise<EgressAnswer | undefined> {
  const answer = await egress?.(request);
  if (answer === undefined || !answer.handled) return undefined;
  const { type } = answer.error ?? {};
  if (type !== undefined) throw new DeliveryFault(type, isOutage(type), /timeout/i.test(type));
  return answer;
}

/** Names of Python's exceptions for a peer that is not there. */
function isOutage(type: string): boolean {
  return /timeout|connection|unavailable|refused|disconnect|ssl|proxy|gaierror/i.test(type);
}
