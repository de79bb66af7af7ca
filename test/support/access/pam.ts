// A Linux machine that asks by PAM: `pamtester` in a mount namespace of its own, in which a few folders of /etc and
// /usr/local are ours. Nothing outside of it changes, and nothing is left when it ends.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandsOf, edit, root, unwanted } from "./guide.ts";

export interface PamMachine {
  /** Whether somebody gets in: each line is typed at one prompt. */
  readonly enter: (service: "sshd" | "sudo", user: string, typed: readonly string[]) => Promise<PamAnswer>;
  /** What the script says by itself, called with this environment instead of by PAM. */
  readonly script: (env: Readonly<Record<string, string>>, typed: string) => Promise<PamAnswer>;
  /** Command lines and environments of the script and of what it starts. */
  readonly seen: () => string;
  readonly remove: () => void;
}

export interface PamAnswer {
  readonly accepted: boolean;
  /** What the person was shown. */
  readonly shown: string;
}

export interface PamSettings {
  readonly recipe: "pam-http" | "pam-radius";
  /** What an administrator edits in the copied files, by path. */
  readonly edits: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;
  /** Files that he writes himself, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Shown in their places instead of the machine's own. */
const replaced = ["/etc/pam.d", "/etc/security", "/usr/local/sbin"];
const single = ["/usr/bin/curl"];

/** As Debian's packages bring them, as far as logging in is concerned. */
const services = "@include common-auth\naccount required pam_permit.so\n";

/** Writes down what the processes show to everybody, then does its work. */
const watchedCurl = `#!/bin/sh
for process in $PPID $$; do
  tr '\\000' '\\n' < /proc/$process/cmdline
  tr '\\000' '\\n' < /proc/$process/environ
done >> HERE/seen
exec HERE/curl "$@"
`;

/** Why it cannot be tried on this machine, or undefined. */
export function pamMissing(): string | undefined {
  const skipped = unwanted("pamtester", "curl");
  if (skipped !== undefined) return `${skipped} is not wanted`;
  for (const program of ["pamtester", "curl"]) {
    if (!existsSync(`/usr/bin/${program}`)) return `${program} is not installed`;
  }
  const probe = spawnSync("unshare", ["--mount", "mount", "--bind", "/etc/pam.d", "/etc/pam.d"]);
  return probe.status === 0 ? undefined : "no mount namespace can be made; only root can";
}

/** Why PAM cannot ask by RADIUS here, or undefined. */
export function pamRadiusMissing(): string | undefined {
  if (unwanted("pam-radius") !== undefined) return "pam-radius is not wanted";
  if (!existsSync("/etc/pam_radius_auth.conf"))
    return "pam_radius_auth is not installed (Debian package libpam-radius-auth)";
  return pamMissing();
}

export function aMachine({ recipe, edits, files = {} }: PamSettings): PamMachine {
  const here = mkdtempSync(join(tmpdir(), "latchkey-pam-"));
  const mounts = prepare(here);
  for (const [path, content] of Object.entries(files)) writeFileSync(join(here, path), content);
  const within = (commands: string): string => ["set -e", ...mounts, `cd "${root}"`, commands].join("\n");
  const commands = `${commandsOf(recipe)}\n${commandsOf("pam-services")}`;
  const installed = spawnSync("unshare", ["--mount", "sh", "-c", within(commands)], { encoding: "utf8" });
  if (installed.status !== 0) {
    rmSync(here, { recursive: true, force: true });
    throw new Error(installed.stderr);
  }
  for (const [path, changes] of Object.entries(edits)) edit(join(here, path), changes);
  return {
    enter: (service, user, typed) =>
      run(within(`exec pamtester "${service}" "$1" authenticate`), [user], {
        typed: typed.map((line) => `${line}\n`).join(""),
      }),
    script: (env, typed) =>
      run(
        within(
          `exec $(sed -n 's/.* \\(\\/usr\\/local\\/sbin\\/latchkey-pam .*\\)/\\1/p' /etc/pam.d/latchkey)`,
        ),
        [],
        { typed, env },
      ),
    seen: () => (existsSync(join(here, "seen")) ? readFileSync(join(here, "seen"), "utf8") : ""),
    remove: () => rmSync(here, { recursive: true, force: true }),
  };
}

/** Copies what is replaced, and answers the commands that put the copies into their places. */
function prepare(here: string): readonly string[] {
  mkdirSync(join(here, "etc"));
  const paths = [...replaced, ...single.filter((path) => existsSync(path))];
  for (const path of paths) cpSync(path, join(here, path), { recursive: true, verbatimSymlinks: true });
  for (const service of ["sshd", "sudo"]) writeFileSync(join(here, "etc/pam.d", service), services);
  cpSync("/usr/bin/curl", join(here, "curl"));
  writeFileSync(join(here, "usr/bin/curl"), watchedCurl.replaceAll("HERE", here));
  return paths.map((path) => `mount --bind "${join(here, path)}" "${path}"`);
}

async function run(
  script: string,
  args: readonly string[],
  { typed, env = {} }: { typed: string; env?: Readonly<Record<string, string>> },
): Promise<PamAnswer> {
  const child = spawn("unshare", ["--mount", "sh", "-c", script, "sh", ...args], {
    stdio: "pipe",
    env: { ...process.env, ...env },
  });
  let shown = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
    });
  }
  // A script that has refused already reads no more.
  child.stdin.on("error", () => undefined).end(typed);
  const code = await new Promise((ended) => child.once("close", ended));
  return { accepted: code === 0, shown };
}
