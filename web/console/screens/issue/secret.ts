// Rollout codes: random, long enough not to be guessed, and without characters that are taken for each other.

/** No i, l, 1, no o, 0: 31 characters, almost 5 bits each. */
export const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

const groups = 4;
const groupSize = 4;

/** At least 64 bits, so that a limit of wrong tries is not all that protects it (NIST SP 800-63B-4, 3.1.2). */
export const secretBits = Math.log2(alphabet.length) * groups * groupSize;

/** `random` gives so many bytes that nobody can foresee. The hyphens belong to the code: it is typed as it is read. */
export function makeSecret(random: (bytes: number) => Uint8Array): string {
  const characters: string[] = [];
  while (characters.length < groups * groupSize)
    characters.push(...charactersFrom(random(groups * groupSize)));
  return Array.from({ length: groups }, (_, group) =>
    characters.slice(group * groupSize, (group + 1) * groupSize).join(""),
  ).join("-");
}

/** Bytes beyond the last whole multiple are passed over: with them the first characters would come up more often. */
function charactersFrom(bytes: Uint8Array): readonly string[] {
  const fair = alphabet.length * Math.floor(256 / alphabet.length);
  return [...bytes].filter((byte) => byte < fair).map((byte) => alphabet.charAt(byte % alphabet.length));
}

export function randomBytes(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
