// Which pages may use a credential of ours: WebAuthn level 3, section 13.4.9 "Validating the origin of a credential".

/**
 * Whether `origin` (as the browser wrote it) belongs to the relying party `rpId`: a page of that host or of one of its
 * subdomains over TLS, at any port. Without TLS only `localhost`, where browsers allow it, too.
 */
export function isOurOrigin(origin: string, rpId: string): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  // Browsers write an origin in one way. Anything else was written by somebody else.
  if (url === undefined || url.origin !== origin) return false;
  if (url.protocol === "http:") return rpId === "localhost" && url.hostname === rpId;
  return url.protocol === "https:" && isWithin(url.hostname, rpId);
}

/** `badexample.com` is no part of `example.com`. */
function isWithin(host: string, domain: string): boolean {
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}
