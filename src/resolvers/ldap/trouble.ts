// What can go wrong between us and a directory, in words that an administrator can do something with.

/** An outage or a misconfiguration. Never the same as "no such person". */
export class Trouble extends Error {
  /** The server refused our own account: asking again soon could lock it. */
  readonly refusedUs: boolean;
  /** The server is there and does not answer. */
  readonly isLate: boolean;
  /** The question may be asked again on another connection. */
  readonly isLost: boolean;

  constructor(message: string, circumstances: Circumstances = {}) {
    const { refusedUs = false, isLate = false, isLost = false, cause } = circumstances;
    super(message, { cause });
    this.name = "Trouble";
    this.refusedUs = refusedUs;
    this.isLate = isLate;
    this.isLost = isLost;
  }
}

interface Circumstances {
  readonly refusedUs?: boolean;
  readonly isLate?: boolean;
  readonly isLost?: boolean;
  readonly cause?: unknown;
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was cut off",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name could not be looked up",
  ETIMEDOUT: "the connection timed out",
  EPROTO: "the server does not speak TLS there",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS there",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is signed by itself and not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is not from a trusted authority",
  UNABLE_TO_GET_ISSUER_CERT: "the server's certificate is not from a trusted authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is not from a trusted authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is not from a trusted authority",
};

/** RFC 4511 appendix A; what a search or a bind can end with. */
const results: Readonly<Record<number, string>> = {
  1: "the server reports an error of operations",
  2: "the server does not understand the request",
  3: "the server took too long (its own limit)",
  4: "the server's size limit was exceeded",
  8: "the server wants stronger authentication",
  10: "the server refers to another one, which is not followed",
  11: "an administrative limit of the server was exceeded",
  13: "the server wants an encrypted connection",
  16: "an attribute is not known there",
  17: "an attribute is not known there",
  18: "the server cannot compare like that: see the filters",
  21: "a value in a filter has the wrong form",
  32: "LDAPBASE does not exist, or may not be read",
  34: "the server takes it for an invalid name (DN)",
  49: "name or password is wrong",
  50: "the account may not do this",
  51: "the server is busy",
  52: "the server is not available",
  53: "the server is unwilling",
};

export function wordsFor(error: unknown): string {
  if (error instanceof Trouble) return error.message;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "number") return `${results[code] ?? "the server answered"} (LDAP result ${code})`;
  const known = typeof code === "string" ? words[code] : undefined;
  return known ?? `the connection failed (${String(message).slice(0, 200)})`;
}

/** The number with which a server answered; undefined: it did not. */
export function resultOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}
