// Talks to the server the page came from: JSON out, envelope in. Whoever calls it says what proves the session
// (the portal a parameter, the console a header), and is told when the server no longer accepts it.

import { type Answer, ApiError, readEnvelope } from "./envelope.ts";
import { readXmlEnvelope } from "./xml-envelope.ts";

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** What goes with every call to show that it comes from our page. */
export type Proof = {
  readonly parameters?: Parameters;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ApiOptions = {
  readonly fetch: typeof fetch;
  readonly proof: () => Proof;
  /** A tag such as `de`: the server's own messages come in this language. */
  readonly language: () => string;
  readonly onSessionExpired: () => void;
};

export type Api = {
  /** Parameters in the query. */
  readonly get: (path: string, parameters?: Parameters) => Promise<Answer>;
  /** Parameters as a JSON body. */
  readonly post: (path: string, parameters?: Parameters) => Promise<Answer>;
  /** A form with a file in it. Some of these are answered in XML. */
  readonly upload: (path: string, form: FormData) => Promise<Answer>;
  /** For the few answers without an envelope: the parsed JSON as it is. */
  readonly getRaw: (path: string, parameters?: Parameters) => Promise<unknown>;
};

type Reply = { readonly status: number; readonly body: unknown };

export function makeApi(options: ApiOptions): Api {
  async function call(path: string, init: RequestInit): Promise<Reply> {
    const headers = { accept: "application/json", "accept-language": options.language() };
    try {
      const response = await options.fetch(path, {
        ...init,
        credentials: "same-origin",
        cache: "no-store",
        headers: { ...headers, ...options.proof().headers, ...(init.headers as Record<string, string>) },
      });
      return { status: response.status, body: parse(await response.text()) };
    } catch {
      throw new ApiError({ kind: "unreachable" });
    }
  }

  function open(reply: Reply): Answer {
    try {
      return readEnvelope(reply.status, reply.body);
    } catch (error) {
      if (error instanceof ApiError && error.problem.kind === "expired") options.onSessionExpired();
      throw error;
    }
  }

  const complete = (parameters: Parameters) => ({ ...parameters, ...options.proof().parameters });
  const query = (path: string, parameters: Parameters = {}) => `${path}${search(complete(parameters))}`;

  return {
    get: async (path, parameters) => open(await call(query(path, parameters), {})),
    post: async (path, parameters = {}) =>
      open(
        await call(path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(complete(parameters)),
        }),
      ),
    upload: async (path, form) => open(await call(path, { method: "POST", body: form })),
    async getRaw(path, parameters) {
      const reply = await call(query(path, parameters), {});
      return reply.status === 200 && !isError(reply.body) ? reply.body : open(reply);
    },
  };
}

/** Also an answer without an envelope has one when it is an error. */
function isError(body: unknown): boolean {
  return typeof body !== "object" || body === null || "result" in body;
}

function search(parameters: Parameters): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

function parse(text: string): unknown {
  if (text.startsWith("<?xml")) return readXmlEnvelope(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
