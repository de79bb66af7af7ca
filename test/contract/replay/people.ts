// The two hundred people of the recordings, as a passwd file.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

/** Those whose password a scenario uses. The others cannot log in. */
const withPassword = [10, 50, 52];

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
  return `${login}:${hash(index, login)}:${10000 + index}:100:${gecos}:/home/${login}:/bin/sh`;
}

function hash(index: number, login: string): string {
  if (!withPassword.includes(index)) return "$1$salt$cannotbematchedbyanyone";
  return execFileSync("openssl", ["passwd", "-1", "-salt", "salt", `pw-${login}`], {
    encoding: "utf8",
  }).trim();
}
