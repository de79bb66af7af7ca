// The two hundred people of the recordings, as a passwd file.

import { writeFileSync } from "node:fs";

/** Those whose password a scenario uses, as `openssl passwd -1 -salt salt` has it. The others cannot log in. */
const hashes = new Map([
  [10, "$1$salt$DfYZUSOiVyu1MeBKkQQCS0"],
  [50, "$1$salt$9bpvs3yzYGrpv1Jv4GlYR0"],
  [52, "$1$salt$B.P3daqR1RDGKbSxHWx1G0"],
  [70, "$1$salt$KOdnh3dFJ9sjDxHmnzW5d0"],
]);

/** `user00001` to `user00200`; the password of user N is `pw-<login>`. md5-crypt: cheap, and the product reads it. */
export function writePeople(file: string): void {
  const rows = Array.from({ length: 200 }, (_, index) => row(index + 1));
  writeFileSync(file, `${rows.join("\n")}\n`);
}

function row(index: number): string {
  const five = String(index).padStart(5, "0");
  const login = `user${five}`;
  const name = `Given${five} Sur${five}`;
  const gecos = `${name},Room ${index},+49 30 ${five},+49 170 ${five},${login}@example.com`;
  return `${login}:${hashes.get(index) ?? "$1$salt$cannotbematchedbyanyone"}:${10000 + index}:100:${gecos}:/home/${login}:/bin/sh`;
}
