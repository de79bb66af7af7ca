// Mail through an SMTP server, and text messages through mail: LinOTP's `SMTPEmailProvider` and `SmtpSMSProvider`
// (contract 08 section 5). The only importer of the mail library.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { type Fields, flag, integer, invalid, optional, required } from "../core/fields.ts";
import { DeliveryFault } from "../egress/fault.ts";
import { askEgress } from "../egress/hub.ts";
import type { Provider, ProviderClass, ProviderDeps, TextOrder } from "./provider.ts";
import { adjustNumber, readNumberRules } from "./sms/phone-number.ts";
import { escapeHtml, fillTemplate } from "./template.ts";

export const smtpEmail: ProviderClass<"email"> = {
  channel: "email",
  path: "emailprovider.SMTPEmailProvider",
  open: openEmail,
};
export const smtpSms: ProviderClass<"sms"> = {
  channel: "sms",
  path: "smsprovider.SmtpSMSProvider.SmtpSMSProvider",
  open: openSms,
};

interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** TLS from the first byte, TLS demanded before the first word, or whatever the server offers. */
  readonly security: "tls" | "starttls" | "offered";
  readonly timeoutMs: number;
  /** Files with our own certificate. */
  readonly keyFile: string | undefined;
  readonly certificateFile: string | undefined;
}

interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: boolean;
}

function openEmail(config: Fields, deps: ProviderDeps): Provider<TextOrder> {
  const security = readSecurity(config, "USE_SSL", "START_TLS");
  const server: SmtpServer = {
    host: required(config, "SMTP_SERVER"),
    port: integer(config, "SMTP_PORT", { min: 1, max: 65_535 }) ?? usualPort[security],
    user: optional(config, "SMTP_USER") ?? "",
    password: optional(config, "SMTP_PASSWORD") ?? "",
    security,
    timeoutMs: readSeconds(config, "TIMEOUT") * 1000,
    keyFile: optional(config, "KEYFILE"),
    certificateFile: optional(config, "CERTFILE"),
  };
  const from = optional(config, "EMAIL_FROM") ?? "linotp@example.com";
  const usualSubject = optional(config, "EMAIL_SUBJECT") ?? "Your OTP";
  const template = optional(config, "TEMPLATE");
  if (template?.startsWith("file://") === true) templatePath(template, deps.templateFolder);
  return {
    send: async ({ to, subject, text, replacements }) => {
      const body = template === undefined ? text : await loadTemplate(template, deps.templateFolder);
      const html = template !== undefined && /^\s*<(?:!doctype|html|body|p|div|table)\b/i.test(body);
      const filledSubject = fillTemplate(subject === "" ? usualSubject : subject, replacements);
      const filled = fillTemplate(body, replacements, html ? escapeHtml : undefined);
      await sendMail({ from, to, subject: filledSubject, text: filled, html }, server, deps);
    },
    test: () => tryServer(server),
  };
}

function openSms(config: Fields, deps: ProviderDeps): Provider<TextOrder> {
  const security = readSecurity(config, "use_ssl", "start_tls");
  const server: SmtpServer = {
    host: required(config, "mailserver"),
    port: integer(config, "mailserver_port", { min: 1, max: 65_535 }) ?? usualPort[security],
    user: optional(config, "mailuser") ?? "",
    password: optional(config, "mailpassword") ?? "",
    security,
    timeoutMs: readSeconds(config, "timeout") * 1000,
    keyFile: undefined,
    certificateFile: undefined,
  };
  const from = required(config, "mailsender");
  const mailTo = required(config, "mailto");
  const subject = optional(config, "subject") ?? "<phone>";
  const body = optional(config, "body") ?? "<otp>";
  const numberRules = readNumberRules(config);
  return {
    send: async (order) => {
      // Here, unlike in mail, `<otp>` is the whole message.
      const values = { phone: adjustNumber(order.to, numberRules), otp: order.text, message: order.text };
      const fill = (text: string) => fillTemplate(text.replaceAll("<phone>", values.phone), values);
      await sendMail(
        { from, to: fill(mailTo), subject: fill(subject), text: fill(body), html: false },
        server,
        deps,
      );
    },
    test: () => tryServer(server),
  };
}

const usualPort = { tls: 465, starttls: 587, offered: 25 } as const;

function readSecurity(config: Fields, useTls: string, startTls: string): SmtpServer["security"] {
  const fromTheStart = flag(config, useTls) ?? false;
  const upgraded = flag(config, startTls) ?? false;
  if (fromTheStart && upgraded) throw invalid(startTls, `false where ${useTls} is true`);
  if (fromTheStart) return "tls";
  return upgraded ? "starttls" : "offered";
}

function readSeconds(config: Fields, name: string): number {
  return integer(config, name, { min: 1, max: 600 }) ?? 5;
}

async function sendMail(mail: Mail, server: SmtpServer, deps: ProviderDeps): Promise<void> {
  if (!isAddress(mail.to)) throw new DeliveryFault("the recipient has no usable address");
  if (await takenOver(mail, server, deps)) return;
  const transport = createTransport(await transportOptions(server));
  const content = mail.html ? { html: mail.text } : { text: mail.text };
  try {
    await transport.sendMail({
      from: mail.from,
      // As an object: no text of a directory can become a second recipient.
      to: { name: "", address: mail.to },
      subject: mail.subject,
      ...content,
    });
  } catch (error) {
    throw faultOf(error as SmtpError);
  } finally {
    transport.close();
  }
}

/** Greets the server, and logs in where there is an account. */
async function tryServer(server: SmtpServer): Promise<void> {
  const transport = createTransport(await transportOptions(server));
  try {
    await transport.verify();
  } catch (error) {
    throw faultOf(error as SmtpError);
  } finally {
    transport.close();
  }
}

/** One recipient, and nothing that means anything in a mail header. */
function isAddress(text: string): boolean {
  return /^[^\s<>()[\],;:"\\@]{1,64}@[^\s<>()[\],;:"\\@]{1,255}$/.test(text);
}

async function takenOver(mail: Mail, server: SmtpServer, { egress }: ProviderDeps): Promise<boolean> {
  const { host, port, user, password, security } = server;
  const { from, to, subject, text } = mail;
  const message = `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${text}`;
  const answer = await askEgress(egress, {
    kind: "smtp",
    host,
    port,
    ssl: security === "tls",
    user,
    password,
    from,
    to,
    message,
  });
  if (Object.keys(answer?.errors ?? {}).length > 0)
    throw new DeliveryFault("the mail server refused the recipient");
  return answer !== undefined;
}

async function transportOptions(server: SmtpServer) {
  const { host, port, user, password, security, timeoutMs, keyFile, certificateFile } = server;
  const certificate = certificateFile === undefined ? {} : { cert: await readOwn(certificateFile) };
  const key = keyFile === undefined ? {} : { key: await readOwn(keyFile) };
  // TLS that was not demanded is better than none, but proves nothing: its certificate is not looked at.
  const offered = security === "offered";
  return {
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    opportunisticTLS: offered,
    tls: { rejectUnauthorized: !offered, ...certificate, ...key },
    ...(user === "" ? {} : { auth: { user, pass: password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

async function readOwn(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DeliveryFault(`KEYFILE or CERTFILE cannot be read (${error.code})`);
  });
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
}

const outages = new Set(["ECONNECTION", "ETIMEDOUT", "EDNS", "ESOCKET", "ETLS", "EPROXY", "EPROTOCOL"]);

/** The server's own words stay out: some repeat the message. */
function faultOf({ code = "unknown fault", responseCode }: SmtpError): DeliveryFault {
  if (responseCode === undefined)
    return new DeliveryFault(`no understanding with the mail server (${code})`, outages.has(code));
  // 421: the service is shutting down (RFC 5321 section 3.8).
  return new DeliveryFault(`the mail server answered ${responseCode} (${code})`, responseCode === 421);
}

async function loadTemplate(template: string, folder: string | undefined): Promise<string> {
  if (!template.startsWith("file://")) return template;
  return readFile(templatePath(template, folder), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new DeliveryFault(`the mail template cannot be read (${error.code})`);
  });
}

/** Below the template folder, and nowhere else. */
function templatePath(template: string, folder: string | undefined): string {
  const name = template.slice("file://".length);
  const inside = /^[\w.-]+(?:\/[\w.-]+)*$/.test(name) && !name.split("/").includes("..");
  if (folder === undefined || !inside)
    throw invalid("TEMPLATE", "a text, or file:// and a name in the template folder");
  return join(folder, name);
}
