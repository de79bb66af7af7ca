// What was to leave and did not, or was left without an answer.

/** The text is written here: it never contains a message, an address, a password, or the words of a peer. */
export class DeliveryFault extends Error {
  /** Nobody answered: worth leaving this peer alone for a while. */
  readonly unreachable: boolean;
  /** The time was up, so that nobody knows whether the peer heard us. */
  readonly late: boolean;

  constructor(message: string, unreachable = false, late = false) {
    super(message);
    this.name = "DeliveryFault";
    this.unreachable = unreachable;
    this.late = late;
  }
}
