// Messages on their way out, through a real mail server and a real gateway on the loopback.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { opensslMissing } from "../../test/support/openssl.ts";
import type { Message } from "../core/change.ts";
import { Refusal } from "../core/problem.ts";
import type { ProviderSettings, Settings } from "../core/settings.ts";
import type { Serial } from "../core/token.ts";
import type { EgressAnswer, EgressRequest } from "../egress/hub.ts";
import { openVault } from "../vault/envelope.ts";
import { masterKey } from "../vault/key-file.ts";
import { answerDigest } from "./digest-auth.ts";
import { checkProvider, createMessenger } from "./index.ts";
import { adjustNumber } from "./sms/phone-number.ts";
import { fillTemplate } from "./template.ts";

const folder = await mkdtemp(join(tmpdir(), "latchkey-messages-"));
after(() => rm(folder, { recursive: true }));
const vault = openVault([masterKey(randomBytes(32))], randomBytes);

const classNames = {
  http: "smsprovider.HttpSMSProvider.HttpSMSProvider",
  file: "FileSMSProvider",
  smtpSms: "linotp.provider.smsprovider.SmtpSMSProvider",
  mail: "linotp.provider.emailprovider.SMTPEmailProvider",
};

type TextMessage = Extract<Message, { channel: "sms" | "email" }>;

interface Wish {
  readonly class: string;
  readonly config: object;
  readonly isDefault?: boolean;
}

function provider(key: string, wish: Wish): ProviderSettings {
  const [type = "", name = ""] = key.split("/");
  const sealed = vault.seal(Buffer.from(JSON.stringify(wish.config)), `setting/provider/${key}`);
  const common = { timeout: "300", isDefault: wish.isDefault ?? false, managed: false };
  const sealedConfig = Buffer.from(sealed).toString("base64");
  return { type: type as "sms", name, class: wish.class, sealedConfig, ...common };
}

/** The one function that knows the API: providers by key, and part of a message. */
function sender(
  wishes: Readonly<Record<string, Wish>>,
  egress?: (request: EgressRequest) => Promise<EgressAnswer>,
) {
  const clock = { now: 0 };
  const failures: string[] = [];
  const messenger = createMessenger({
    vault,
    random: randomBytes,
    now: () => clock.now,
    templateFolder: folder,
    onFailure: (name, why) => failures.push(`${name}: ${why}`),
    ...(egress === undefined ? {} : { egress }),
  });
  const providers = new Map(Object.entries(wishes).map(([key, wish]) => [key, provider(key, wish)]));
  const settings = { version: 1, config: new Map(), providers } as Partial<Settings> as Settings;
  const send = (message: Partial<TextMessage> = {}) =>
    messenger(
      { ...aMessage, channel: Object.keys(wishes)[0]?.startsWith("email") ? "email" : "sms", ...message },
      settings,
    );
  return { send, clock, failures };
}

const aMessage: TextMessage = {
  channel: "sms",
  to: "+49 170 1234",
  subject: "",
  text: "Your code is 755224",
  providers: [],
  transactionId: "1",
  serial: "LSSM0001" as Serial,
  replacements: { otp: "755224", serial: "LSSM0001", givenname: "Alice" },
};
const delivered = { delivered: true, status: "sms submitted" };

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += part;
  return body;
}

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A gateway that notes what it is asked, and answers by its script. */
async function gateway(respond: RequestListener = (_, response) => response.end("OK")) {
  const seen: Seen[] = [];
  const note = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, headers, body: await bodyOf(request) });
    respond(request, response);
  };
  const server = createServer((request, response) => void note(request, response));
  const port = await listening(server);
  return { seen, port, url: `http://127.0.0.1:${port}/send` };
}

function saying(status: number, body: string): RequestListener {
  return (_, response) => response.writeHead(status).end(body);
}

/** Nobody listens there any more. */
async function deadPort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function http(config: object): Readonly<Record<string, Wish>> {
  return { "sms/gateway": { class: classNames.http, config } };
}

test("the gateway gets a form with its own parameters, the text and the number", async () => {
  const { seen, url } = await gateway();
  const config = {
    URL: url,
    PARAMETER: { from: "Latchkey", flash: 1 },
    SMS_TEXT_KEY: "text",
    SMS_PHONENUMBER_KEY: "to",
  };
  assert.deepEqual(await sender(http(config)).send({ text: "Prüfung & <otp>" }), delivered);
  const [request] = seen;
  assert.equal(request?.method, "POST");
  assert.equal(request?.headers["content-type"], "application/x-www-form-urlencoded");
  const form = Object.fromEntries(new URLSearchParams(request?.body));
  assert.deepEqual(form, { from: "Latchkey", flash: "1", text: "Prüfung & 755224", to: "+49 170 1234" });
});

test("with GET everything is in the address, beside what was there", async () => {
  const { seen, url } = await gateway();
  await sender(http({ URL: `${url}?account=7`, HTTP_Method: "GET", HEADERS: { "X-Key": "k" } })).send();
  const [request] = seen;
  assert.equal(request?.method, "GET");
  assert.equal(request?.headers["x-key"], "k");
  const query = Object.fromEntries(new URL(request?.url ?? "", url).searchParams);
  assert.deepEqual(query, { account: "7", sms: "Your code is 755224", phone: "+49 170 1234" });
});

test("the account goes along as basic authentication, also when it is in the address", async () => {
  const { seen, url } = await gateway();
  await sender(http({ URL: url, USERNAME: "üser", PASSWORD: "p:w" })).send();
  await sender(http({ URL: url.replace("//", "//hans:ge%40heim@") })).send();
  const accounts = seen.map(({ headers }) =>
    Buffer.from(headers.authorization?.slice(6) ?? "", "base64").toString(),
  );
  assert.deepEqual(accounts, ["üser:p:w", "hans:ge@heim"]);
});

test("a digest challenge is answered, and the message sent once more with the answer", async () => {
  const { seen, url } = await gateway((request, response) => {
    if (request.headers.authorization !== undefined) return response.end("OK");
    return response
      .writeHead(401, { "www-authenticate": 'Digest realm="sms", nonce="n1", qop="auth", algorithm=SHA-256' })
      .end();
  });
  assert.deepEqual(
    await sender(http({ URL: url, USERNAME: "u", PASSWORD: "p", AUTH_TYPE: "digest" })).send(),
    delivered,
  );
  assert.equal(seen.length, 2);
  assert.match(
    seen[1]?.headers.authorization ?? "",
    /^Digest username="u", realm="sms", nonce="n1", uri="\/send"/,
  );
});

// RFC 7616 section 3.9.1.
test("digest answers are those of the standard", () => {
  const question = {
    method: "GET",
    target: "/dir/index.html",
    user: "Mufasa",
    password: "Circle of Life",
    clientNonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  };
  const challenge = (algorithm: string) =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const answer = (algorithm: string) => answerDigest({ ...question, challenge: challenge(algorithm) });
  assert.match(answer("MD5") ?? "", /response="8ca523f5e9506fed4657c9700eebdbec"/);
  assert.match(
    answer("SHA-256") ?? "",
    /response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"/,
  );
  assert.equal(answer("ROT13"), undefined);
  assert.equal(answerDigest({ ...question, challenge: "Basic realm=x" }), undefined);
});

test("the gateway's words decide, by the first setting that is present", async () => {
  const cases: readonly (readonly [object, string, boolean])[] = [
    [{}, "anything", true],
    [{ RETURN_SUCCESS: "ID" }, "ID 4711", true],
    [{ RETURN_SUCCESS: "ID" }, "no ID", false],
    [{ RETURN_FAIL: "Failed" }, "Failed: no credit", false],
    [{ RETURN_FAIL: "Failed" }, "OK", true],
    [{ RETURN_SUCCESS_REGEX: "^ID \\d+$" }, "ID 4711", true],
    [{ RETURN_SUCCESS_REGEX: "^ID \\d+$" }, "ID none", false],
    [{ RETURN_FAIL_REGEX: "err(or)?" }, "an error", false],
    [{ RETURN_FAIL_REGEX: "err(or)?" }, "fine", true],
    [{ RETURN_SUCCESS: "OK", RETURN_FAIL: "OK" }, "OK", true],
  ];
  for (const [config, body, expected] of cases) {
    const { url } = await gateway(saying(200, body));
    const delivery = await sender(http({ URL: url, ...config })).send();
    assert.equal(delivery.delivered, expected, `${JSON.stringify(config)}: ${body}`);
  }
});

test("a status that is no success is a failure, whatever the words", async () => {
  for (const status of [400, 401, 404, 500, 503]) {
    const { url } = await gateway(saying(status, "OK"));
    const delivery = await sender(http({ URL: url, RETURN_SUCCESS: "OK" })).send();
    assert.deepEqual(delivery, {
      delivered: false,
      why: `sms/gateway: the gateway answered with status ${status}`,
    });
  }
});

test("a redirect is not followed: the message is for this gateway only", async () => {
  const other = await gateway();
  const { url } = await gateway((_, response) => response.writeHead(302, { location: other.url }).end());
  const delivery = await sender(http({ URL: url })).send();
  assert.match(delivery.delivered ? "" : delivery.why, /redirects/);
  assert.equal(other.seen.length, 0);
});

test("a gateway that keeps silent costs no more than its timeout", async () => {
  const { url } = await gateway(() => undefined);
  const delivery = await sender(http({ URL: url, timeout: "0.05,0.05" })).send();
  assert.deepEqual(delivery, { delivered: false, why: "sms/gateway: the gateway did not answer in time" });
});

test("an endless answer is cut off", async () => {
  const { url } = await gateway((_, response) => {
    response.write("OK");
    for (let part = 0; part < 200; part++) response.write("x".repeat(1024));
  });
  assert.deepEqual(await sender(http({ URL: url, RETURN_SUCCESS: "OK", timeout: "5" })).send(), delivered);
});

test("a gateway with a certificate of its own is believed only when that is configured", {
  skip: opensslMissing() ?? false,
}, async () => {
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=gateway", "-addext", "subjectAltName=IP:127.0.0.1"];
  const keyOptions = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  execFileSync("openssl", ["req", "-x509", ...keyOptions, "-keyout", keyFile, "-out", certFile, ...subject], {
    stdio: "ignore",
  });
  const server = createSecureServer(
    { key: readFileSync(keyFile), cert: readFileSync(certFile) },
    (_, response) => response.end("OK"),
  );
  const URL = `https://127.0.0.1:${await listening(server)}/`;
  assert.deepEqual(await sender(http({ URL, SERVER_CERTIFICATE: certFile })).send(), delivered);
  assert.deepEqual(await sender(http({ URL, SERVER_CERTIFICATE: false })).send(), delivered);
  assert.equal((await sender(http({ URL })).send()).delivered, false);
  assert.match(
    JSON.stringify(await sender(http({ URL, SERVER_CERTIFICATE: "/nowhere" })).send()),
    /server certificate/,
  );
});

test("a proxy is used when there is one", async () => {
  const target = await gateway();
  const proxied = await gateway();
  const proxy = `http://127.0.0.1:${proxied.port}`;
  for (const PROXY of [proxy, { http: proxy }]) {
    assert.deepEqual(await sender(http({ URL: target.url, PROXY })).send(), delivered);
  }
  assert.deepEqual(
    proxied.seen.map(({ url }) => url),
    [target.url, target.url],
  );
  assert.equal(target.seen.length, 0);
});

test("numbers are written the way the gateway wants them", () => {
  const written = (number: string, msisdn: boolean, suppressPrefix = "") =>
    adjustNumber(number, { msisdn, suppressPrefix });
  assert.equal(written("+49 (0)170 / 12-34", false), "+49 (0)170 / 12-34");
  assert.equal(written("+49 (0)170 / 12-34", true), "491701234");
  assert.equal(written("0049 170 1234", true), "491701234");
  assert.equal(written("+49170", false, "+"), "49170");
  assert.equal(written("49170", false, "+"), "49170");
});

test("a file takes the number and the text, and only its owner reads it", async () => {
  const config = { file: "sms.txt", here: folder };
  assert.deepEqual(await sender({ "sms/file": { class: classNames.file, config } }).send(), delivered);
  assert.equal(await readFile(join(folder, "sms.txt"), "utf8"), "+49 170 1234:Your code is 755224");
  assert.equal((await stat(join(folder, "sms.txt"))).mode & 0o777, 0o600);
  const lost = await sender({
    "sms/file": { class: classNames.file, config: { file: "/nowhere/sms.txt" } },
  }).send();
  assert.deepEqual(lost, { delivered: false, why: "sms/file: the file cannot be written (ENOENT)" });
});

interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

async function mailServer(options: SMTPServerOptions = {}) {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    logger: false,
    onAuth: ({ username = "", password }, _session, done) =>
      password === "geheim" ? done(null, { user: username }) : done(new Error("no")),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        mails.push({
          from,
          to,
          data: Buffer.concat(parts).toString(),
          secure: session.secure,
          user: session.user,
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  const port = await listening(server.server);
  return {
    mails,
    port,
    config: { SMTP_SERVER: "127.0.0.1", SMTP_PORT: port, EMAIL_FROM: "otp@example.com", TIMEOUT: 2 },
  };
}

function mail(config: object): Readonly<Record<string, Wish>> {
  return { "email/mail": { class: classNames.mail, config, isDefault: true } };
}

test("a mail arrives with sender, recipient, subject and text", async () => {
  const { mails, config } = await mailServer();
  const delivery = await sender(mail(config)).send({
    to: "alice@example.com",
    subject: `Code for \${givenname}`,
    text: `<otp>, \${givenname}`,
  });
  assert.deepEqual(delivery, { delivered: true, status: "e-mail sent successfully" });
  const [received] = mails;
  assert.deepEqual([received?.from, received?.to], ["otp@example.com", ["alice@example.com"]]);
  assert.match(received?.data ?? "", /^Subject: Code for Alice\r$/m);
  assert.match(received?.data ?? "", /^Content-Type: text\/plain/m);
  assert.match(received?.data ?? "", /^755224, Alice\r$/m);
});

test("without a subject the provider's own is used", async () => {
  const { mails, config } = await mailServer();
  await sender(mail({ ...config, EMAIL_SUBJECT: "OTP" })).send({ to: "a@example.com" });
  await sender(mail(config)).send({ to: "a@example.com" });
  assert.match(mails[0]?.data ?? "", /^Subject: OTP\r$/m);
  assert.match(mails[1]?.data ?? "", /^Subject: Your OTP\r$/m);
});

test("a template is filled; in HTML the values cannot become markup", async () => {
  const { mails, config } = await mailServer();
  await mkdir(join(folder, "mail"), { recursive: true });
  await writeFile(
    join(folder, "mail", "otp.html"),
    `<html><p>\${givenname}: <b>\${otp}</b> \${unknown}</p></html>`,
  );
  const message = { to: "a@example.com", replacements: { otp: "755224", givenname: `<i>\${otp}</i>` } };
  await sender(mail({ ...config, TEMPLATE: "file://mail/otp.html" })).send(message);
  await sender(mail({ ...config, TEMPLATE: `Code: \${otp}` })).send(message);
  assert.match(mails[0]?.data ?? "", /^Content-Type: text\/html/m);
  assert.match(
    mails[0]?.data.replaceAll("=\r\n", "") ?? "",
    /&#60;i&#62;\${otp}&#60;\/i&#62;: <b>755224<\/b> \${unknown}/,
  );
  assert.match(mails[1]?.data ?? "", /^Code: 755224\r$/m);
});

test("a template outside of its folder is refused when it is set", () => {
  const settings = provider("email/mail", { class: classNames.mail, config: {} });
  for (const name of ["/etc/passwd", "../secret", "a/../../b", "", "a//b"]) {
    const config = JSON.stringify({ SMTP_SERVER: "localhost", TEMPLATE: `file://${name}` });
    assert.throws(() => checkProvider(settings, config), Refusal, name);
  }
});

test("no text of a directory becomes a second recipient or a header", async () => {
  const { mails, config } = await mailServer();
  for (const to of [
    "a@example.com, b@example.com",
    "a@example.com\r\nBcc: b@example.com",
    "<a@example.com>",
    "a@b@c",
    "",
    "alice",
  ]) {
    const delivery = await sender(mail(config)).send({ to });
    assert.deepEqual(
      delivery,
      { delivered: false, why: "email/mail: the recipient has no usable address" },
      to,
    );
  }
  await sender(mail(config)).send({ to: "a@example.com", subject: "x\r\nBcc: b@example.com" });
  assert.deepEqual(
    mails.map(({ to }) => to),
    [["a@example.com"]],
  );
  assert.equal(/^Bcc:/m.test(mails[0]?.data ?? ""), false);
});

test("the account is used, and a wrong password is told without repeating it", async () => {
  const { mails, config } = await mailServer({ allowInsecureAuth: true });
  const to = "a@example.com";
  await sender(mail({ ...config, SMTP_USER: "hans", SMTP_PASSWORD: "geheim" })).send({ to });
  assert.equal(mails[0]?.user, "hans");
  const refused = await sender(mail({ ...config, SMTP_USER: "hans", SMTP_PASSWORD: "wr0ng" })).send({ to });
  assert.match(refused.delivered ? "" : refused.why, /EAUTH/);
  assert.equal(JSON.stringify(refused).includes("wr0ng"), false);
});

test("TLS is used where it is offered, and demanded where it is configured", async () => {
  const offering = await mailServer({ hideSTARTTLS: false });
  const to = "a@example.com";
  await sender(mail(offering.config)).send({ to });
  assert.equal(offering.mails[0]?.secure, true);
  const unproven = await sender(mail({ ...offering.config, START_TLS: true })).send({ to });
  assert.equal(unproven.delivered, false, "its certificate is nobody's");
  const plain = await mailServer();
  assert.equal((await sender(mail({ ...plain.config, START_TLS: "True" })).send({ to })).delivered, false);
  assert.equal(plain.mails.length, 0);
});

test("a recipient whom the server refuses is a failure without an outage", async () => {
  const { config } = await mailServer({
    onRcptTo: (_address, _session, done) =>
      done(Object.assign(new Error("no such user"), { responseCode: 550 })),
  });
  const { send } = sender(mail(config));
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await send({ to: "a@example.com" }), {
      delivered: false,
      why: "email/mail: the mail server answered 550 (EENVELOPE)",
    });
  }
});

test("a text message can travel by mail", async () => {
  const { mails, port } = await mailServer();
  const config = {
    mailserver: "127.0.0.1",
    mailserver_port: port,
    mailsender: "otp@example.com",
    mailto: "<phone>@sms.example.com",
    subject: "<phone>",
    body: "To <phone>: <otp>",
    MSISDN: true,
  };
  assert.deepEqual(await sender({ "sms/mail": { class: classNames.smtpSms, config } }).send(), delivered);
  assert.deepEqual(mails[0]?.to, ["491701234@sms.example.com"]);
  assert.match(mails[0]?.data ?? "", /^To 491701234: Your code is 755224\r$/m);
});

test("the wanted providers are tried in order until one delivers", async () => {
  const broken = await gateway(saying(400, ""));
  const good = await gateway();
  const { send, failures } = sender({
    "sms/a": { class: classNames.http, config: { URL: broken.url } },
    "sms/b": { class: classNames.http, config: { URL: good.url } },
    "sms/c": { class: classNames.http, config: { URL: good.url }, isDefault: true },
  });
  assert.deepEqual(await send({ providers: ["unknown", "a", "b", "c"] }), delivered);
  assert.equal(good.seen.length, 1);
  assert.deepEqual(failures, ["sms/a: the gateway answered with status 400"]);
});

test("without a wish the default provider is asked, without a default the first", async () => {
  const [first, chosen] = [await gateway(), await gateway()];
  const z = { class: classNames.http, config: { URL: chosen.url } };
  const a = { class: classNames.http, config: { URL: first.url } };
  await sender({ "sms/z": { ...z, isDefault: true }, "sms/a": a }).send();
  await sender({ "sms/z": z, "sms/a": a }).send();
  assert.deepEqual([chosen.seen.length, first.seen.length], [1, 1]);
});

test("without any provider the answer says so", async () => {
  assert.deepEqual(await sender({}).send(), { delivered: false, why: "no sms provider is set" });
  const { send } = sender(http({ URL: "http://127.0.0.1:9" }));
  assert.deepEqual(await send({ providers: ["x"] }), {
    delivered: false,
    why: "none of the wanted providers is set",
  });
});

test("a provider that does not answer is left alone for 30 seconds, then for longer", async () => {
  const { send, clock } = sender(http({ URL: `http://127.0.0.1:${await deadPort()}/` }));
  const asked = async () => {
    const delivery = await send();
    return !delivery.delivered && /no connection/.test(delivery.why);
  };
  const tries: [number, boolean][] = [];
  for (const seconds of [0, 1, 29, 30, 60, 89, 90, 91, 209, 210]) {
    clock.now = seconds * 1000;
    tries.push([seconds, await asked()]);
  }
  assert.deepEqual(
    tries.filter(([, tried]) => tried).map(([seconds]) => seconds),
    [0, 30, 90, 210],
  );
});

test("a provider that answers again is forgiven", async () => {
  let down = true;
  const { url } = await gateway((_, response) => response.writeHead(down ? 503 : 200).end());
  const { send, clock } = sender(http({ URL: url }));
  assert.equal((await send()).delivered, false);
  assert.match(JSON.stringify(await send()), /did not answer lately/);
  down = false;
  clock.now = 30_000;
  assert.deepEqual(await send(), delivered);
  assert.deepEqual(await send(), delivered);
});

test("no failure tells the message, the number, the password or the address with its query", async () => {
  const dead = `http://u:secret1@127.0.0.1:${await deadPort()}/?key=secret2`;
  const { send, failures } = sender(
    http({ URL: dead, HTTP_Method: "GET", PASSWORD: "secret3", USERNAME: "u" }),
  );
  const told = JSON.stringify([await send(), failures]);
  for (const secret of ["755224", "1234", "secret1", "secret2", "secret3"])
    assert.equal(told.includes(secret), false, secret);
});

test("configurations that cannot work are refused when they are set, and when they are used", async () => {
  const faulty: readonly (readonly [string, string, unknown])[] = [
    ["sms", classNames.http, {}],
    ["sms", classNames.http, { URL: "ftp://gateway" }],
    ["sms", classNames.http, { URL: "http://g", HTTP_Method: "PUT" }],
    ["sms", classNames.http, { URL: "http://g", timeout: "soon" }],
    ["sms", classNames.http, { URL: "http://g", RETURN_FAIL_REGEX: "(" }],
    ["sms", classNames.http, { URL: "http://g", PARAMETER: "x" }],
    ["sms", classNames.http, { URL: "http://g", PROXY: "::" }],
    ["sms", classNames.file, {}],
    ["sms", classNames.mail, { SMTP_SERVER: "m" }],
    ["sms", "NoSuchProvider", {}],
    ["email", classNames.mail, {}],
    ["email", classNames.mail, { SMTP_SERVER: "m", SMTP_PORT: 70_000 }],
    ["email", classNames.mail, { SMTP_SERVER: "m", USE_SSL: true, START_TLS: true }],
    ["email", classNames.mail, []],
  ];
  for (const [type, name, config] of faulty) {
    const wish = { class: name, config: config as object };
    const settings = provider(`${type}/x`, wish);
    assert.throws(
      () => checkProvider(settings, JSON.stringify(config)),
      Refusal,
      JSON.stringify([name, config]),
    );
    assert.equal((await sender({ [`${type}/x`]: wish }).send()).delivered, false);
  }
  assert.throws(
    () => checkProvider(provider("sms/x", { class: classNames.file, config: {} }), "no json"),
    Refusal,
  );
});

test("every name that LinOTP has for a class is understood", () => {
  const sms = [
    "smsprovider.HttpSMSProvider.HttpSMSProvider",
    "smsprovider.HttpSMSProvider",
    "HttpSMSProvider",
    "linotp.provider.smsprovider.HttpSMSProvider",
  ];
  for (const name of sms)
    checkProvider(provider("sms/x", { class: name, config: {} }), '{"URL": "https://g/"}');
  for (const name of [
    "linotp.provider.emailprovider.SMTPEmailProvider",
    "SMTPEmailProvider",
    "linotp.lib.emailprovider.SMTPEmailProvider",
  ]) {
    checkProvider(provider("email/x", { class: name, config: {} }), '{"SMTP_SERVER": "m"}');
  }
});

test("places for values are filled once", () => {
  const values = { otp: "1", serial: "S", a: `\${otp}`, $b: "no" };
  assert.equal(
    fillTemplate(`<otp> <serial> \${a} \${otp} \${c} <a> \${toString}`, values),
    `1 S \${otp} 1 \${c} <a> \${toString}`,
  );
});

/** A hub that notes what it is asked, and takes over what it has an answer for. */
function hub(answers: Partial<Record<EgressRequest["kind"], Partial<EgressAnswer>>>) {
  const asked: EgressRequest[] = [];
  const egress = async (request: EgressRequest): Promise<EgressAnswer> => {
    asked.push(request);
    return { handled: answers[request.kind] !== undefined, ...answers[request.kind] };
  };
  return { asked, egress };
}

test("a hub is asked for the provider, then for the request, and then the message is really sent", async () => {
  const { seen, url } = await gateway();
  const { asked, egress } = hub({});
  assert.deepEqual(await sender(http({ URL: url }), egress).send(), delivered);
  assert.deepEqual(
    asked.map(({ kind }) => kind),
    ["provider", "http"],
  );
  const [first, second] = asked;
  assert.deepEqual(first, {
    kind: "provider",
    class: "smsprovider.HttpSMSProvider.HttpSMSProvider",
    method: "submitMessage",
    args: ["+49 170 1234", "Your code is 755224"],
    kwargs: {},
    config: { URL: url },
  });
  assert.equal(second?.kind === "http" && second.body, "sms=Your+code+is+755224&phone=%2B49+170+1234");
  assert.equal(seen.length, 1);
});

test("a hub may take the mail over, or its delivery", async () => {
  const config = { SMTP_SERVER: "127.0.0.1", SMTP_PORT: await deadPort() };
  const whole = hub({ provider: { result: [true, "as good as sent"] } });
  assert.deepEqual(await sender(mail(config), whole.egress).send({ to: "a@example.com" }), {
    delivered: true,
    status: "as good as sent",
  });
  const [request] = whole.asked;
  assert.deepEqual(
    request?.kind === "provider" && [request.class, request.args, Object.keys(request.kwargs)],
    ["emailprovider.SMTPEmailProvider", ["a@example.com"], ["subject", "message", "replacements"]],
  );
  const dialogue = hub({ smtp: { errors: {} } });
  assert.equal((await sender(mail(config), dialogue.egress).send({ to: "a@example.com" })).delivered, true);
  const refusing = hub({ smtp: { errors: { "a@example.com": [550, "no"] } } });
  assert.equal((await sender(mail(config), refusing.egress).send({ to: "a@example.com" })).delivered, false);
});

test("a hub may let a message fail, and is asked again about the next one", async () => {
  const failing = hub({ provider: { error: { type: "ConnectTimeout", message: "" } } });
  const { send } = sender(http({ URL: "http://127.0.0.1:9/" }), failing.egress);
  for (let attempt = 0; attempt < 2; attempt++)
    assert.deepEqual(await send(), { delivered: false, why: "sms/gateway: ConnectTimeout" });
  const refusing = hub({ http: { status: 400 } });
  assert.equal((await sender(http({ URL: "http://127.0.0.1:9/" }), refusing.egress).send()).delivered, false);
});
