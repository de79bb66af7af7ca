// What is in an otpauth:// address, as far as a person needs it: the key to type where scanning is not possible.
// The form of the address: https://github.com/google/google-authenticator/wiki/Key-Uri-Format

/** The key in Base32; "" if the address has none. */
export function keyOf(address: string): string {
  if (!address.startsWith("otpauth://")) return "";
  return new URLSearchParams(address.slice(address.indexOf("?"))).get("secret") ?? "";
}
