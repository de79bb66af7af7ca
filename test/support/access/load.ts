// Many RADIUS requests at the same time, by one radclient.

import { spawn } from "node:child_process";
import { accessPoints, type Front } from "./front.ts";

export interface Login {
  /** Neither needs to be quoted. */
  readonly user: string;
  readonly pass: string;
}

/** At most 200, which one port can have under way. For servers that answer: radclient may wait forever when none does. */
export async function askAtOnce(front: Front, asked: readonly Login[]): Promise<readonly Answered[]> {
  const { address, secret } = accessPoints.berlin;
  const requests = asked.map(
    ({ user, pass }) =>
      `User-Name = "${user}"\nUser-Password = "${pass}"\nMessage-Authenticator = 0x00\nPacket-Src-IP-Address = ${address}\n`,
  );
  const args = ["-x", "-t", "20", "-r", "1", "-p", "200", `127.0.0.1:${front.port}`, "auth", secret];
  const child = spawn("radclient", args, { stdio: ["pipe", "pipe", "ignore"], timeout: 60_000 });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stdin.end(requests.join("\n"));
  await new Promise((ended) => child.once("close", ended));
  return answersIn(printed);
}

/** What radclient says. It takes the number of an answered request for another one: the next answer after it counts. */
function answersIn(printed: string): readonly Answered[] {
  return [...printed.matchAll(sent)].map(({ index, 1: id, 2: attributes = "" }) => ({
    user: textOf(attributes, "User-Name"),
    pass: textOf(attributes, "User-Password"),
    code: new RegExp(`^Received (\\S+) Id ${id} `, "m").exec(printed.slice(index))?.[1] ?? "silence",
  }));
}

export interface Answered extends Login {
  readonly code: string;
}

const sent = /^Sent Access-Request Id (\d+) .*\n((?:\t.*\n)*)/gm;

function textOf(attributes: string, name: string): string {
  return new RegExp(`^\\t${name} = "(.*)"$`, "m").exec(attributes)?.[1] ?? "";
}
