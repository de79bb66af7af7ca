// REST, push, voice, message centers, telephones: through real peers on the loopback.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import smpp, { type Pdu } from "smpp";
import { SMTPServer } from "smtp-server";
import type { OutgoingMessage } from "../core/change.ts";
import { Refusal } from "../core/problem.ts";
import type { ConfigValue, ProviderSettings, Settings } from "../core/settings.ts";
import type { Egress, EgressRequest } from "../egress/hub.ts";
import { openVault } from "../vault/envelope.ts";
import { masterKey } from "../vault/key-file.ts";
import { checkProvider, createMessenger, createProviderTest } from "./index.ts";
import { divide } from "./sms/parts.ts";

const folder = await mkdtemp(join(tmpdir(), "latchkey-gateways-"));
after(() => rm(folder, { recursive: true }));
const vault = openVault([masterKey(randomBytes(32))], randomBytes);

function provider(type: ProviderSettings["type"], name: string, config: object): ProviderSettings {
  const sealed = vault.seal(Buffer.from(JSON.stringify(config)), `setting/provider/${type}/x`);
  const sealedConfig = Buffer.from(sealed).toString("base64");
  return { type, name: "x", class: name, timeout: "300", sealedConfig, isDefault: true, managed: false };
}

interface Around {
  readonly egress?: Egress;
  readonly gnokii?: string;
}

function deps(around: Around) {
  return { vault, random: randomBytes, now: () => 0, ...around };
}

function send(settings: ProviderSettings, message: Partial<OutgoingMessage> = {}, around: Around = {}) {
  const providers = new Map([[`${settings.type}/${settings.name}`, settings]]);
  const all = { version: 1, config: new Map(), providers } as Partial<Settings> as Settings;
  const whole = {
    ...messages[settings.type],
    ...message,
    transactionId: "4711",
  } as unknown as OutgoingMessage;
  return createMessenger(deps(around))(whole, all);
}

function tryOut(settings: ProviderSettings, around: Around = {}) {
  return createProviderTest(deps(around))(settings);
}

const text = {
  to: "+49 170 1234",
  subject: "",
  text: "Your code is 755224",
  replacements: {},
  providers: [],
};
const messages: Readonly<Record<ProviderSettings["type"], OutgoingMessage>> = {
  sms: { channel: "sms", ...text },
  email: { channel: "email", ...text, to: "alice@example.com" },
  push: { channel: "push", challengeUrl: "lseqr://push/x", gda: "device-1", providers: [] },
  voice: {
    channel: "voice",
    to: "+49 170 1234",
    template: "It is {otp}",
    otp: "755224",
    locale: "en",
    providers: [],
  },
};

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

async function gateway(respond: RequestListener = (_, response) => response.end("OK")) {
  const seen: { readonly body: unknown; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const part of request) body += part;
    seen.push({ body: JSON.parse(body), headers: request.headers });
    respond(request, response);
  };
  const server = createServer((request, response) => void take(request, response));
  return { seen, url: `http://127.0.0.1:${await listening(server)}/send` };
}

async function deadPort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const rest = "linotp.provider.smsprovider.RestSMSProvider";
const center = "smsprovider.SMPPSMSProvider.SMPPSMSProvider";

test("a REST gateway gets the payload with number and text where its settings say", async () => {
  const { seen, url } = await gateway();
  const cases: readonly (readonly [object, unknown])[] = [
    [{}, { text: "Your code is 755224", to: "491701234" }],
    [{ PAYLOAD: { from: "me", to: "" } }, { from: "me", to: "491701234", text: "Your code is 755224" }],
    [{ PAYLOAD: { to: ["x"] } }, { to: ["491701234"], text: "Your code is 755224" }],
    [
      { PAYLOAD: '{"to": "tel:<phone>", "text": "Hi! <message>", "note": ["<phone>"], "n": 1}' },
      { to: "tel:491701234", text: "Hi! Your code is 755224", note: ["491701234"], n: 1 },
    ],
    [
      {
        PAYLOAD: { msgs: [{ dest: { nr: "" } }], "a.b": "" },
        SMS_PHONENUMBER_KEY: "msgs[0].dest.nr",
        SMS_TEXT_KEY: "a.b",
      },
      { msgs: [{ dest: { nr: "491701234" } }], "a.b": "Your code is 755224" },
    ],
    [
      { PAYLOAD: {}, SMS_PHONENUMBER_KEY: "to.0.number", SMS_TEXT_KEY: "message.text" },
      { to: { 0: { number: "491701234" } }, message: { text: "Your code is 755224" } },
    ],
  ];
  for (const [config, expected] of cases) {
    const delivery = await send(provider("sms", rest, { URL: url, MSISDN: true, ...config }));
    assert.deepEqual(delivery, { delivered: true, status: "sms submitted" });
    assert.deepEqual(seen.at(-1)?.body, expected);
  }
  await send(provider("sms", rest, { URL: url, USERNAME: "u", PASSWORD: "p", HEADERS: { "X-Key": "k" } }));
  const headers = seen.at(-1)?.headers ?? {};
  assert.deepEqual(
    [headers["authorization"], headers["x-key"], headers["content-type"]],
    ["Basic dTpw", "k", "application/json"],
  );
});

test("no message fills a place in the payload for a number", async () => {
  const { seen, url } = await gateway();
  await send(provider("sms", rest, { URL: url, PAYLOAD: { text: "<message>" } }), {
    text: "<phone> <message>",
  });
  assert.deepEqual(seen[0]?.body, { text: "<phone> <message>", to: "+49 170 1234" });
});

test("a REST gateway that keeps silent is asked three times, one that refuses once", async () => {
  const silent = await gateway(() => undefined);
  const late = await send(provider("sms", rest, { URL: silent.url, TIMEOUT: "0.04,0.04" }));
  assert.deepEqual(late, { delivered: false, why: "sms/x: the gateway did not answer in time" });
  assert.equal(silent.seen.length, 3);
  const refusing = await gateway((_, response) => response.writeHead(403).end());
  assert.equal((await send(provider("sms", rest, { URL: refusing.url }))).delivered, false);
  assert.equal(refusing.seen.length, 1);
});

test("a push gateway gets the challenge, the next one where the first is away", async () => {
  const { seen, url } = await gateway();
  const dead = `http://127.0.0.1:${await deadPort()}/`;
  for (const [index, push_url] of [url, [dead, url], `${dead}, ${url}`].entries()) {
    const delivery = await send(provider("push", "DefaultPushProvider", { push_url }));
    assert.deepEqual(delivery, { delivered: true, status: "push notification submitted" });
    assert.equal(seen.length, index + 1);
  }
  const challenge = { transactionId: "4711", gda: "device-1", challenge: "lseqr://push/x" };
  assert.deepEqual(seen[0]?.body, { challenge });
});

test("a push gateway that refuses is not gone round", async () => {
  const refusing = await gateway((_, response) => response.writeHead(400).end());
  const other = await gateway();
  const settings = provider("push", "DefaultPushProvider", { push_url: [refusing.url, other.url] });
  assert.equal((await send(settings)).delivered, false);
  assert.equal(other.seen.length, 0);
});

test("a calling gateway gets number, words, OTP and language, and its telephone company's settings", async () => {
  const { seen, url } = await gateway();
  const twilioConfig = { accountSid: "sid", authToken: "token", voice: "alice", callerNumber: "+1" };
  const name = "linotp.provider.voiceprovider.custom_voice_provider.CustomVoiceProvider";
  const delivery = await send(provider("voice", name, { server_url: url, twilioConfig }));
  assert.deepEqual(delivery, { delivered: true, status: "voice call triggered" });
  const call = { calleeNumber: "+49 170 1234", messageTemplate: "It is {otp}", otp: "755224", locale: "en" };
  assert.deepEqual(seen[0]?.body, { call: { ...call, twilioConfig } });
});

test("a certificate that cannot be read is told, and nothing is sent", async () => {
  const { seen, url } = await gateway();
  for (const key of ["access_certificate", "server_certificate"]) {
    const settings = provider("voice", "CustomVoiceProvider", { server_url: url, [key]: "/nowhere" });
    assert.match(JSON.stringify(await send(settings)), /certificate/);
  }
  assert.equal(seen.length, 0);
});

/** The other side of SMPP, by the same library; its answers can be bent. */
async function messageCenter(bend: (pdu: Pdu) => object = () => ({})) {
  const seen: Pdu[] = [];
  const server = smpp.createServer((session) => {
    session.on("error", () => undefined);
    session.on("pdu", (pdu: Pdu) => {
      seen.push(pdu);
      session.send(pdu.response(bend(pdu) as Readonly<Record<string, unknown>>));
      if (pdu.command === "unbind") session.destroy();
    });
  });
  const port = await listening(server);
  const config = {
    server: "127.0.0.1",
    port,
    system_id: "me",
    password: "pw",
    system_type: "otp",
    TIMEOUT: 2,
  };
  return { seen, config, sent: () => seen.filter(({ command }) => command === "submit_sm") };
}

test("a message center is logged in to, gets the message, and is left", async () => {
  const { seen, config, sent } = await messageCenter();
  const settings = provider("sms", center, { ...config, source_addr: "Latchkey" });
  assert.deepEqual(await send(settings), { delivered: true, status: "sms submitted" });
  const [login] = seen;
  assert.deepEqual(
    [login?.command, login?.["system_id"], login?.["password"], login?.["system_type"]],
    ["bind_transmitter", "me", "pw", "otp"],
  );
  const [message] = sent();
  assert.deepEqual(
    [
      "source_addr",
      "source_addr_ton",
      "destination_addr",
      "dest_addr_ton",
      "dest_addr_npi",
      "data_coding",
    ].map((name) => message?.[name]),
    ["Latchkey", 5, "491701234", 1, 1, 0],
  );
  assert.deepEqual(message?.["short_message"], { message: "Your code is 755224" });
});

test("numbers go with the type and plan that are configured", async () => {
  const { config, sent } = await messageCenter();
  const kinds = {
    source_addr: "123",
    source_addr_ton: "0x03",
    source_addr_npi: 4,
    dest_addr_ton: 2,
    dest_addr_npi: "8",
  };
  await send(provider("sms", center, { ...config, ...kinds }));
  const [message] = sent();
  assert.deepEqual(
    ["source_addr_ton", "source_addr_npi", "dest_addr_ton", "dest_addr_npi", "destination_addr"].map(
      (name) => message?.[name],
    ),
    [3, 4, 2, 8, "+491701234"],
  );
});

test("a long message goes in parts that belong together", async () => {
  const { config, sent } = await messageCenter();
  const long = `${"x".repeat(152)}€${"y".repeat(20)}`;
  await send(provider("sms", center, config), { text: long });
  const parts = sent().map(
    (each) => each["short_message"] as { readonly udh: readonly Buffer[]; message: string },
  );
  assert.equal(parts.length, 2);
  assert.equal(parts.map(({ message }) => message).join(""), long);
  assert.deepEqual(
    sent().map((each) => each["esm_class"]),
    [0x40, 0x40],
  );
});

test("texts become octets by the wanted encoding, or by the narrowest that has all characters", () => {
  const shape = (content: string, wanted?: Parameters<typeof divide>[1]) =>
    divide(content, wanted, 7).map(({ coding, octets }) => [coding, octets.length]);
  assert.deepEqual(shape("a".repeat(160)), [[0, 160]]);
  assert.deepEqual(shape("a".repeat(161)), [
    [0, 159],
    [0, 14],
  ]);
  assert.deepEqual(shape("я".repeat(70)), [[8, 140]]);
  assert.deepEqual(shape("я".repeat(71)), [
    [8, 140],
    [8, 14],
  ]);
  // 66 letters and one character of two units: it is not torn apart.
  assert.deepEqual(shape(`${"я".repeat(66)}😀${"я".repeat(4)}`), [
    [8, 138],
    [8, 18],
  ]);
  assert.deepEqual(shape("ç", "latin1"), [[3, 1]]);
  assert.deepEqual(shape("я", "latin1"), [[8, 2]]);
  assert.deepEqual(shape("ü".repeat(81), "utf-8"), [
    [0, 158],
    [0, 16],
  ]);
  const [first] = divide("a".repeat(161), undefined, 7);
  assert.deepEqual([...(first?.octets.subarray(0, 6) ?? [])], [5, 0, 3, 7, 2, 1]);
});

test("a message center's no is told by its number alone, and whatever is no SMPP is an outage", async () => {
  const login = await messageCenter(({ command }) =>
    command.startsWith("bind") ? { command_status: 14 } : {},
  );
  assert.deepEqual(await send(provider("sms", center, login.config)), {
    delivered: false,
    why: "sms/x: the message center refused the login (status 14)",
  });
  const full = await messageCenter(({ command }) => (command === "submit_sm" ? { command_status: 20 } : {}));
  assert.match(
    JSON.stringify(await send(provider("sms", center, full.config))),
    /refused the message \(status 20\)/,
  );
  for (const say of [
    Buffer.from("HTTP/1.1 400 secretword\r\n\r\n"),
    Buffer.alloc(64, 0xff),
    Buffer.alloc(64),
    undefined,
  ]) {
    const port = await listening(
      createSocketServer((socket) => {
        socket.on("error", () => undefined);
        if (say === undefined) socket.destroy();
        else socket.write(say);
      }),
    );
    const settings = provider("sms", center, { server: "127.0.0.1", port, system_id: "me", TIMEOUT: 1 });
    const delivery = await send(settings);
    assert.match(delivery.delivered ? "" : delivery.why, /^sms\/x: (?:no connection to|the message center)/);
    assert.doesNotMatch(JSON.stringify(delivery), /secretword/);
  }
});

test("a yes to another kind of question is none", async () => {
  // enquire_link_resp with the login's number (SMPP 3.4 section 4.11.2).
  const yes = Buffer.from("00000010800000150000000000000001", "hex");
  const port = await listening(createSocketServer((socket) => void socket.on("error", () => 0).write(yes)));
  const settings = provider("sms", center, { server: "127.0.0.1", port, system_id: "me", TIMEOUT: 1 });
  const why = "sms/x: the message center does not speak SMPP";
  assert.deepEqual(await send(settings), { delivered: false, why });
});

test("gnokii gets the number as a word and the text by its input, and nothing of our environment", async () => {
  const program = join(folder, "gnokii");
  const script = `#!/bin/sh\n{ printf '%s|' "$@"; cat; env | grep LATCHKEY; } > ${folder}/called\nexit "$(cat ${folder}/code)"\n`;
  await writeFile(program, script);
  await chmod(program, 0o700);
  await writeFile(join(folder, "code"), "0");
  process.env["LATCHKEY_SECRET"] = "x";
  const config = { CONFIGFILE: "/etc/gnokiirc", SMSC: "+491710760000" };
  const settings = provider("sms", "DeviceSMSProvider", config);
  assert.equal((await send(settings, {}, { gnokii: program })).delivered, true);
  assert.equal(
    await readFile(join(folder, "called"), "utf8"),
    "--config|/etc/gnokiirc|--sendsms|+491701234|--smsc|+491710760000|Your code is 755224",
  );
  await writeFile(join(folder, "code"), "3");
  assert.deepEqual(await send(settings, {}, { gnokii: program }), {
    delivered: false,
    why: "sms/x: gnokii did not send the message (it ended with 3)",
  });
  for (const to of ["--help", "$(id)", "", "1;id"])
    assert.match(JSON.stringify(await send(settings, { to }, { gnokii: program })), /no usable number/, to);
  assert.deepEqual(await send(settings, {}, { gnokii: join(folder, "absent") }), {
    delivered: false,
    why: "sms/x: the program gnokii is not installed on this server",
  });
});

test("trying a provider out reaches its server and sends nothing", async () => {
  const { seen, url } = await gateway();
  const dead = await deadPort();
  const { seen: units, config, sent } = await messageCenter();
  const smtp = new SMTPServer({ authOptional: true, hideSTARTTLS: true, logger: false });
  const mailPort = await listening(smtp.server);
  const there = [
    provider("sms", "HttpSMSProvider", { URL: url }),
    provider("sms", rest, { URL: url }),
    provider("push", "DefaultPushProvider", { push_url: url }),
    provider("voice", "CustomVoiceProvider", { server_url: url }),
    provider("sms", center, config),
    provider("email", "SMTPEmailProvider", { SMTP_SERVER: "127.0.0.1", SMTP_PORT: mailPort }),
  ];
  for (const each of there) assert.deepEqual(await tryOut(each), { reached: true }, each.class);
  assert.equal(seen.length, 0);
  assert.deepEqual([units.length > 0, sent().length], [true, 0]);
  const away = [
    provider("sms", "HttpSMSProvider", { URL: `http://127.0.0.1:${dead}/` }),
    provider("sms", "HttpSMSProvider", { URL: url, PROXY: `http://127.0.0.1:${dead}` }),
    provider("sms", rest, { URL: url.replace("http:", "https:") }),
    provider("sms", center, { ...config, port: dead }),
    provider("email", "SMTPEmailProvider", { SMTP_SERVER: "127.0.0.1", SMTP_PORT: dead }),
    provider("email", "SMTPEmailProvider", {}),
  ];
  for (const each of away) assert.equal((await tryOut(each))?.reached, false, each.class);
  assert.equal(await tryOut(provider("sms", "FileSMSProvider", { file: "x" })), undefined);
});

test("a hub is asked for each kind of message as LinOTP would call its provider", async () => {
  const asked: EgressRequest[] = [];
  const egress: Egress = async (request) => {
    asked.push(request);
    return { handled: true, result: [true, "done"] };
  };
  const push = provider("push", "DefaultPushProvider", { push_url: "http://p/" });
  assert.deepEqual(await send(push, {}, { egress }), { delivered: true, status: "done" });
  await send(provider("voice", "CustomVoiceProvider", { server_url: "http://v/" }), {}, { egress });
  assert.deepEqual(await tryOut(push, { egress }), { reached: true });
  const mail = provider("email", "SMTPEmailProvider", { SMTP_SERVER: "m" });
  const all = { version: 1, config: new Map(), providers: new Map([["email/x", mail]]) } as Partial<Settings>;
  await createMessenger(deps({ egress }))(messages.email, all as Settings);
  const calls = asked.map(
    (each) => each.kind === "provider" && [each.class, each.method, each.args, each.kwargs],
  );
  assert.deepEqual(calls, [
    [
      "pushprovider.default_provider.DefaultPushProvider",
      "push_notification",
      ["lseqr://push/x", "device-1", "4711"],
      {},
    ],
    [
      "voiceprovider.custom_voice_provider.CustomVoiceProvider",
      "submitVoiceMessage",
      [],
      { calleeNumber: "+49 170 1234", messageTemplate: "It is {otp}", otp: "755224", locale: "en" },
    ],
    ["pushprovider.default_provider.DefaultPushProvider", "test_connection", [], {}],
    [
      "emailprovider.SMTPEmailProvider",
      "submitMessage",
      [],
      { email_to: "alice@example.com", message: "Your code is 755224", subject: "", replacements: {} },
    ],
  ]);
});

test("configurations that cannot work are refused when they are set", () => {
  const faulty: readonly (readonly [ProviderSettings["type"], string, object])[] = [
    ["sms", rest, {}],
    ["sms", rest, { URL: "http://g", PAYLOAD: "no json" }],
    ["sms", rest, { URL: "http://a%ZZ@g" }],
    ["sms", center, { server: "s" }],
    ["sms", center, { server: "s", system_id: "i", port: 0 }],
    ["sms", center, { server: "s", system_id: "i", dest_addr_ton: 256 }],
    ["sms", center, { server: "s", system_id: "i", target_encoding: "klingon" }],
    ["push", "DefaultPushProvider", {}],
    ["push", "DefaultPushProvider", { push_url: ["http://a", "ftp://b"] }],
    ["voice", "CustomVoiceProvider", { server_url: "http://v", twilioConfig: "x" }],
    ["voice", "DefaultPushProvider", { push_url: "http://v" }],
  ];
  for (const [type, name, config] of faulty) {
    const settings = provider(type, name, config);
    assert.throws(() => checkProvider(settings, JSON.stringify(config)), Refusal, JSON.stringify(config));
  }
});

test("the keys of LinOTP 2 make a provider, that is found by its name and without one", async () => {
  const { seen, url } = await gateway();
  const sealed = vault.seal(Buffer.from(JSON.stringify({ URL: url })), "setting/config/SMSProviderConfig");
  const value = (written: string): ConfigValue => ({ value: written, type: "", description: "" });
  const config = new Map([
    ["SMSProvider", value("smsprovider.RestSMSProvider.RestSMSProvider")],
    ["SMSProviderConfig", value(Buffer.from(sealed).toString("base64"))],
  ]);
  const settings = { version: 1, config, providers: new Map() } as Partial<Settings> as Settings;
  const messenger = createMessenger(deps({}));
  assert.equal((await messenger(messages.sms, settings)).delivered, true);
  assert.equal(
    (await messenger({ ...messages.sms, providers: ["imported_default"] }, settings)).delivered,
    true,
  );
  assert.equal(seen.length, 2);
});
