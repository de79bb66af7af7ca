// A salt in a column of its own (contract 11 section 4, Map.salt).

/** Bytes of the digest, which a salt follows. */
const sizes: Readonly<Record<string, number>> = { SMD5: 16, SSHA: 20, SSHA256: 32, SSHA512: 64 };

/**
 * A digest that is to be salted and brings no salt gets that of the column. Every other form has its salt inside, and stays
 * as it is.
 */
export function withSalt(hash: string, salt: string): string {
  const [, name = "", text = ""] = /^\{([A-Za-z0-9]+)\}([A-Za-z0-9+/]+={0,2})$/.exec(hash) ?? [];
  const digest = Buffer.from(text, "base64");
  if (salt === "" || digest.length !== sizes[name.toUpperCase()]) return hash;
  return `{${name}}${Buffer.concat([digest, Buffer.from(salt)]).toString("base64")}`;
}
