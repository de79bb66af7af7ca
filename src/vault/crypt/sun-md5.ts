// Sun's `$md5$` (Solaris), Alec Muffett's design: MD5 over and over, and a coin for each round that decides whether some
// Shakespeare is added, so that no two passwords take the same way.

import { hash } from "node:crypto";
import { base64Shuffled } from "./base64.ts";

const order = [0, 6, 12, 1, 7, 13, 2, 8, 14, 3, 9, 15, 4, 10, 5, -1, -1, 11];
/** Rounds that everybody pays. */
const least = 4096;

/** Hamlet, act 3, scene 1, to the letter, with a zero byte at the end. */
const hamlet = Buffer.from(
  [
    "To be, or not to be,--that is the question:--",
    "Whether 'tis nobler in the mind to suffer",
    "The slings and arrows of outrageous fortune",
    "Or to take arms against a sea of troubles,",
    "And by opposing end them?--To die,--to sleep,--",
    "No more; and by a sleep to say we end",
    "The heartache, and the thousand natural shocks",
    "That flesh is heir to,--'tis a consummation",
    "Devoutly to be wish'd. To die,--to sleep;--",
    "To sleep! perchance to dream:--ay, there's the rub;",
    "For in that sleep of death what dreams may come,",
    "When we have shuffled off this mortal coil,",
    "Must give us pause: there's the respect",
    "That makes calamity of so long life;",
    "For who would bear the whips and scorns of time,",
    "The oppressor's wrong, the proud man's contumely,",
    "The pangs of despis'd love, the law's delay,",
    "The insolence of office, and the spurns",
    "That patient merit of the unworthy takes,",
    "When he himself might his quietus make",
    "With a bare bodkin? who would these fardels bear,",
    "To grunt and sweat under a weary life,",
    "But that the dread of something after death,--",
    "The undiscover'd country, from whose bourn",
    "No traveller returns,--puzzles the will,",
    "And makes us rather bear those ills we have",
    "Than fly to others that we know not of?",
    "Thus conscience does make cowards of us all;",
    "And thus the native hue of resolution",
    "Is sicklied o'er with the pale cast of thought;",
    "And enterprises of great pith and moment,",
    "With this regard, their currents turn awry,",
    "And lose the name of action.--Soft you now!",
    "The fair Ophelia!--Nymph, in thy orisons",
    "Be all my sins remember'd.",
    "\0",
  ].join("\n"),
);

const shape = /^(\$md5(?:,rounds=(\d{1,9}))?\$[^$:\n]{0,64}(?:\$(?=\$))?)\$/;

/** The whole text for the settings at its beginning, with one `$` or two before the digest. Undefined: there are none. */
export function sunMd5Crypt(password: Uint8Array, setting: string): string | undefined {
  const [, salt] = shape.exec(setting) ?? [];
  const rounds = sunMd5Rounds(setting);
  if (salt === undefined || rounds === undefined) return undefined;
  let digest = hash("md5", Buffer.concat([password, Buffer.from(salt)]), "buffer");
  for (let round = 0; round < rounds; round++) {
    const scene = toss(digest, round) ? [hamlet] : [];
    digest = hash("md5", Buffer.concat([digest, ...scene, Buffer.from(String(round))]), "buffer");
  }
  return `${salt}$${base64Shuffled(digest, order, 22)}`;
}

export function sunMd5Rounds(setting: string): number | undefined {
  const found = shape.exec(setting);
  return found === null ? undefined : least + Number(found[2] ?? 0);
}

function bitAt(digest: Uint8Array, place: number): number {
  return ((digest[(place >> 3) & 15] ?? 0) >> (place & 7)) & 1;
}

function toss(digest: Uint8Array, round: number): boolean {
  const first = draw(digest, 0) >> bitAt(digest, round);
  const second = draw(digest, 8) >> bitAt(digest, round + 64);
  return (bitAt(digest, first & 127) ^ bitAt(digest, second & 127)) === 1;
}

/** Eight bits, each found by way of two bytes. */
function draw(digest: Uint8Array, start: number): number {
  let value = 0;
  for (let bit = 0; bit < 8; bit++) {
    const near = digest[start + bit] ?? 0;
    const far = digest[(start + bit + 3) & 15] ?? 0;
    const place = (digest[(near >> (far % 5)) & 15] ?? 0) >> ((far >> (near & 7)) & 1);
    value |= bitAt(digest, place) << bit;
  }
  return value;
}
