// The log: JSON lines on standard output, from which secrets are taken out before they are written. The only
// importer of the logging library.

import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";

export type Log = Logger;

/** Names that hold secrets, whatever their case and whatever they are part of (`SMTP_PASSWORD`, `admin_cookie`). */
const secretParts =
  /pass(?:word|wd|phrase)|pwd|secret|otpkey|otppin|userpin|cookie|authorization|csrf|credential|privatekey/i;
/** Names that are secret only as they stand: `tokenType` and `sessionCount` are not. */
const secretNames = new Set(
  "pass pin otp otp1 otp2 otp1c seed key session sessionid token token_value access_token refresh_token bindpw".split(
    " ",
  ),
);

const redacted = "[redacted]";
const deepest = 6;

/** Levels are those of LATCHKEY_LOG. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    // What a child log is bound to does not pass the formatters.
    redact: { paths: [...secretNames], censor: redacted },
    formatters: { level: (label: string) => ({ level: label }), log: redactFields },
    serializers: { err: describeError, error: describeError, req: describeRequest, res: describeResponse },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** A copy without secrets. Objects of classes stay as they are: the serializers answer for them. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, 0);
}

function redactObject(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, redactValue(name, value, depth)]),
  );
}

function redactValue(name: string, value: unknown, depth: number): unknown {
  if (isSecret(name)) return value === undefined || value === "" ? value : redacted;
  if (typeof value === "string") return redactText(value);
  if (value instanceof Uint8Array) return redacted;
  if (!Array.isArray(value) && !isPlain(value)) return value;
  if (depth === deepest) return redacted;
  return Array.isArray(value)
    ? value.map((entry) => redactValue("", entry, depth + 1))
    : redactObject(value, depth + 1);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isSecret(name: string): boolean {
  return secretNames.has(name.toLowerCase()) || secretParts.test(name);
}

/** Addresses lose what stands before `@` and after `?`: LinOTP's clients put secrets there. */
export function redactText(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi, "$1")
    .replace(/((?:\b[a-z][a-z0-9+.-]*:\/)?\/[^\s?#]*)[?#]\S+/gi, "$1");
}

interface Described {
  readonly [field: string]: unknown;
}

/** Only what we know an error to have: libraries hang whole requests on theirs. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? redactText(error) : redacted;
  const { name, message, stack, cause } = error;
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const inner = cause === undefined ? {} : { cause: describeError(cause) };
  return { type: name, message: redactText(message), ...code, stack: redactText(stack ?? ""), ...inner };
}

function describeRequest({ id, method, url }: Described): Described {
  return { id, method, url: redactText(String(url ?? "")) };
}

function describeResponse({ statusCode }: Described): Described {
  return { statusCode };
}
