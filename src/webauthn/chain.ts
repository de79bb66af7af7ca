// Whether a chain of certificates ends at one that the operator trusts. Nothing is fetched: no revocation lists, whose
// addresses would come from whoever enrolls.

import { X509Certificate } from "node:crypto";

/** Real chains have two or three. */
const longestChain = 6;

/** `chain`: DER, the leaf first. `anchors`: PEM. `now`: milliseconds since 1970. Unreadable certificates end no chain. */
export function endsAtAnchor(chain: readonly Uint8Array[], anchors: readonly string[], now: number): boolean {
  const certificates = chain.slice(0, longestChain).map(read);
  const trusted = anchors.map(read).filter((each) => each !== undefined);
  if (chain.length > longestChain || certificates.includes(undefined)) return false;
  const valid = certificates.filter((each) => each !== undefined).filter((each) => isCurrent(each, now));
  if (valid.length !== chain.length || valid.length === 0) return false;
  const linked = valid.every((each, index) => {
    const issuer = valid[index + 1];
    return issuer === undefined || isIssuedBy(each, issuer);
  });
  const last = valid.at(-1);
  return linked && last !== undefined && trusted.some((anchor) => reaches(last, anchor, now));
}

/** The anchor itself, or issued by it. */
function reaches(last: X509Certificate, anchor: X509Certificate, now: number): boolean {
  return last.raw.equals(anchor.raw) || (isCurrent(anchor, now) && isIssuedBy(last, anchor));
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isCurrent({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}

function read(bytes: Uint8Array | string): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}
