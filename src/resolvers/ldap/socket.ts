// The way to a directory's server: TCP, then TLS from the start or after StartTLS (RFC 4511 section 4.14). Negotiated
// here and not by the LDAP library: what arrives between the server's yes and the handshake is from nobody knows whom, and
// must not be taken for an answer later.

import { connect, isIP, type Socket } from "node:net";
import tls from "node:tls";
import type { LdapParameters, Server } from "./parameters.ts";
import { Trouble, wordsFor } from "./trouble.ts";

type Way = Pick<LdapParameters, "startTls" | "trustedOnly" | "authority" | "connectMs">;

/** Connected, encrypted if that was wanted. Throws a Trouble. */
export async function connectTo(server: Server, way: Way): Promise<Socket> {
  const opened: Socket[] = [];
  const late = new Trouble(`no answer within ${way.connectMs / 1000} s`);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), way.connectMs);
  });
  try {
    return await Promise.race([open(server, way, opened), timeout]);
  } catch (error) {
    for (const socket of opened) socket.destroy();
    throw error instanceof Trouble ? error : new Trouble(wordsFor(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function open(server: Server, way: Way, opened: Socket[]): Promise<Socket> {
  const { host, port, isSecure } = server;
  const plain = connect({ host, port, noDelay: true, keepAlive: true });
  opened.push(plain);
  await happened(plain, "connect");
  if (!isSecure && !way.startTls) return plain;
  if (!isSecure) await startTls(plain);
  const secured = tls.connect({
    socket: plain,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: way.trustedOnly,
    ca: way.authority ?? knownAuthorities(),
  });
  opened.push(secured);
  await happened(secured, "secureConnect");
  return secured;
}

let authorities: string[] | undefined;

/** Those of the operating system, in which companies put their own, and Node's. */
function knownAuthorities(): string[] {
  authorities ??= [...tls.getCACertificates("default"), ...tls.getCACertificates("system")];
  return authorities;
}

async function happened(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  // Stays: an error after this moment is also told by `close`, and must not end the process.
  socket.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Trouble("the connection was cut off")));
  });
}

/** ExtendedRequest, message 1, name 1.3.6.1.4.1.1466.20037. */
const request = Buffer.concat([
  Buffer.from("301d02010177188016", "hex"),
  Buffer.from("1.3.6.1.4.1.1466.20037"),
]);
const longest = 4096;

async function startTls(socket: Socket): Promise<void> {
  socket.write(request);
  const answer = await wholeMessage(socket);
  if (answer === undefined) throw new Trouble("the answer to StartTLS makes no sense");
  // Message 1, an ExtendedResponse of any length, result 0.
  if (!/^02010178(?:[0-7].|81..|82.{4}|84.{8})0a0100/.test(answer.toString("hex")))
    throw new Trouble("the server refuses StartTLS");
}

/** The content of one message and not a byte more; undefined: something else. */
async function wholeMessage(socket: Socket): Promise<Buffer | undefined> {
  let said = Buffer.alloc(0);
  return await new Promise<Buffer | undefined>((resolve, reject) => {
    const closed = () => reject(new Trouble("the connection was cut off"));
    const read = (part: Buffer) => {
      said = Buffer.concat([said, part]);
      const message = messageIn(said);
      if (message === "incomplete" && said.length < longest) return;
      socket.off("data", read);
      socket.off("close", closed);
      socket.pause();
      resolve(message === "incomplete" ? undefined : message);
    };
    socket.on("data", read);
    socket.once("close", closed);
  });
}

function messageIn(bytes: Buffer): Buffer | "incomplete" | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return "incomplete";
  const more = first < 0x80 ? 0 : first - 0x80;
  if (tag !== 0x30 || more > 4) return undefined;
  if (bytes.length < 2 + more) return "incomplete";
  const length = more === 0 ? first : bytes.readUIntBE(2, more);
  const end = 2 + more + length;
  if (bytes.length < end) return end > longest ? undefined : "incomplete";
  return bytes.length === end ? bytes.subarray(2 + more) : undefined;
}
