// One line of the audit trail (contract 12), and who is behind a request.

/** Where a request comes from. Every audit entry begins with it. */
export interface Origin {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Request path without the leading slash: `validate/check`. */
  readonly action: string;
  readonly client: string;
  /** `login@realm (resolver)` or empty. */
  readonly administrator: string;
}

export interface AuditEntry extends Origin {
  readonly success: boolean;
  /** Several serials are separated by commas; empty when no token was involved. */
  readonly serial: string;
  readonly tokenType: string;
  readonly user: string;
  readonly realm: string;
  readonly actionDetail: string;
  readonly info: string;
}

export function auditEntry(origin: Origin, set: Partial<Omit<AuditEntry, keyof Origin>>): AuditEntry {
  return {
    ...origin,
    success: false,
    serial: "",
    tokenType: "",
    user: "",
    realm: "",
    actionDetail: "",
    info: "",
    ...set,
  };
}
