// The parts of the package smpp that we use; it brings no types of its own.

declare module "smpp" {
  import type { EventEmitter } from "node:events";
  import type { Server as NetServer } from "node:net";

  /** Parameters of a protocol data unit, by the names of SMPP 3.4. */
  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly [parameter: string]: unknown;
    response(parameters?: Readonly<Record<string, unknown>>): Pdu;
  }

  export interface Session extends EventEmitter {
    bind_transmitter(parameters: Readonly<Record<string, unknown>>, answered: (answer: Pdu) => void): boolean;
    submit_sm(parameters: Readonly<Record<string, unknown>>, answered: (answer: Pdu) => void): boolean;
    unbind(answered: (answer: Pdu) => void): boolean;
    send(pdu: Pdu): boolean;
    destroy(): void;
  }

  interface Encoding {
    match(text: string): boolean;
    encode(text: string): Buffer;
  }

  const smpp: {
    connect(address: { readonly host: string; readonly port: number }): Session;
    createServer(listener: (session: Session) => void): NetServer;
    /** `ASCII` is what this package calls the GSM alphabet of 7 bits, one octet each. */
    readonly encodings: { readonly ASCII: Encoding };
  };

  // biome-ignore lint/style/noDefaultExport: what Node makes of a CommonJS module that fills its exports in a loop.
  export { smpp as default };
}
