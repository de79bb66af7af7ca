// SafeNet's (Aladdin's) list of devices: `<Tokens><Token serial="…"><Applications><Application><Seed>` (contract 05
// section 4). `MovingFactor` is not taken over, as in LinOTP: an imported token begins at zero.

import { refuse } from "../problem.ts";
import { type Entry, entryOf, fault } from "./entry.ts";
import { childrenOf, textAt, type XmlElement } from "./xml-element.ts";

/** `hash`: overrides what follows from the length of the keys. */
export function readAladdinXml(root: XmlElement, hash: string | undefined): readonly Entry[] {
  if (root.name !== "Tokens") throw refuse("ImportException('No toplevel element Tokens')");
  return childrenOf(root, "Token").map((token, index) => {
    const serial = token.attributes.get("serial") ?? "";
    const where = serial === "" ? `token number ${index + 1}` : `token ${serial}`;
    const seed = seedOf(token);
    if (seed === undefined) throw fault(where, "There is no Seed.");
    const hashlib = hash ?? (seed.length === 64 ? "sha256" : "sha1");
    return entryOf({ where, serial, type: "hmac", key: seed, parameters: { hashlib } });
  });
}

/** The last one, if a device has several applications. */
function seedOf(token: XmlElement): string | undefined {
  const applications = childrenOf(token, "Applications").flatMap((all) => childrenOf(all, "Application"));
  return applications.flatMap((application) => textAt(application, "Seed") ?? []).at(-1);
}
