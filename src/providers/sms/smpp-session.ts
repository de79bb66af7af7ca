// A session with a message center over SMPP 3.4. The only importer of the SMPP library.

import smpp, { type Pdu, type Session } from "smpp";
import { DeliveryFault } from "../../egress/fault.ts";

export interface MessageCenter {
  readonly host: string;
  readonly port: number;
  /** Of the whole session. */
  readonly timeoutMs: number;
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
}

export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Logs in as a transmitter, submits one message after the other, and leaves. Throws a DeliveryFault when the center
 * refuses anything, speaks something else, or does not answer in time.
 */
export async function submitAll(center: MessageCenter, messages: readonly Parameters[]): Promise<void> {
  const { host, port, timeoutMs, systemId, password, systemType } = center;
  const session = smpp.connect({ host, port });
  const line = watch(session, timeoutMs);
  try {
    await line.until((ready) => session.once("connect", () => ready(undefined)));
    const login = { system_id: systemId, password, system_type: systemType, interface_version: 0x34 };
    const welcome = await line.until<Pdu>((ready) => session.bind_transmitter(login, ready));
    judge(welcome, "bind_transmitter_resp");
    for (const message of messages) {
      judge(await line.until<Pdu>((ready) => session.submit_sm(message, ready)), "submit_sm_resp");
    }
  } finally {
    line.stop();
    leave(session);
  }
}

/** Octets of the GSM alphabet (3GPP TS 23.038); undefined when the text has other characters. */
export function gsmOctets(text: string): Buffer | undefined {
  return smpp.encodings.ASCII.match(text) ? smpp.encodings.ASCII.encode(text) : undefined;
}

interface Line {
  /** What `start` hands over, unless the line breaks or the time is up before that. */
  readonly until: <Value>(start: (ready: (value: Value) => void) => void) => Promise<Value>;
  readonly stop: () => void;
}

function watch(session: Session, timeoutMs: number): Line {
  let broken: DeliveryFault | undefined;
  let giveUp = (_fault: DeliveryFault): void => undefined;
  const snap = (fault: DeliveryFault): void => {
    broken ??= fault;
    giveUp(broken);
  };
  const timer = setTimeout(
    () => snap(new DeliveryFault("the message center did not answer in time", true, true)),
    timeoutMs,
  );
  session.on("error", ({ code = "no SMPP" }: { readonly code?: string }) =>
    snap(new DeliveryFault(`no connection to the message center (${code})`, true)),
  );
  session.on("close", () => snap(new DeliveryFault("the message center hung up", true)));
  return {
    until: (start) =>
      new Promise((ready, fail) => {
        giveUp = fail;
        if (broken === undefined) start(ready);
        else fail(broken);
      }),
    stop: () => clearTimeout(timer),
  };
}

/** System error, queue full, throttled (SMPP 3.4 section 5.1.3): another provider may do better. */
const outages: ReadonlySet<number> = new Set([0x08, 0x14, 0x58]);

/** An answer of another kind is none, even if it says that all is well. */
function judge({ command, command_status: status }: Pdu, expected: string): void {
  const what = expected.startsWith("bind") ? "login" : "message";
  if (status !== 0)
    throw new DeliveryFault(`the message center refused the ${what} (status ${status})`, outages.has(status));
  if (command !== expected) throw new DeliveryFault("the message center does not speak SMPP", true);
}

const farewellMs = 1000;

/** Nobody waits for the farewell. */
function leave(session: Session): void {
  setTimeout(() => session.destroy(), farewellMs).unref();
  session.unbind(() => session.destroy());
}
