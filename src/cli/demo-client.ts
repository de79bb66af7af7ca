// An HTTP client as an identity management system or a browser would be one: cookies kept, forms posted, calls printed.

export interface Answer {
  readonly status: number;
  readonly body: { readonly [key: string]: unknown };
}

export interface Client {
  /** Says what is asked and what came back. */
  readonly post: (path: string, fields: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly get: (path: string, fields?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Sends without a word. */
  readonly quietly: Client | undefined;
  readonly cookie: (name: string) => string | undefined;
  readonly upload: (
    path: string,
    fields: Readonly<Record<string, string>>,
    content: string,
  ) => Promise<Answer>;
}

export type Say = (line: string) => void;

export function createClient(base: string, say: Say): Client {
  const cookies = new Map<string, string>();
  const loud = speaking(base, cookies, say);
  return { ...loud, quietly: { ...speaking(base, cookies, () => undefined), quietly: undefined } };
}

function speaking(base: string, cookies: Map<string, string>, say: Say): Client {
  const send = async (path: string, init: RequestInit, shown: string): Promise<Answer> => {
    say(`  ${shown}`);
    const response = await fetch(`${base}${path}`, {
      ...init,
      headers: headersFor(cookies, init),
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const body = readBody(await response.text());
    say(`  ${response.status} ${brief(body)}`);
    say("");
    return { status: response.status, body };
  };
  return {
    post: (path, fields) =>
      send(
        path,
        { method: "POST", body: new URLSearchParams(fields) },
        `POST ${path}  ${shownFields(fields)}`,
      ),
    get: (path, fields = {}) => {
      const query = Object.keys(fields).length === 0 ? "" : `?${new URLSearchParams(fields)}`;
      return send(`${path}${query}`, { method: "GET" }, `GET ${path}  ${shownFields(fields)}`);
    },
    upload: (path, fields, content) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set("file", new Blob([content]), "people.csv");
      return send(path, { method: "POST", body: form }, `POST ${path}  ${shownFields(fields)} (with a file)`);
    },
    cookie: (name) => cookies.get(name),
    quietly: undefined,
  };
}

function headersFor(cookies: ReadonlyMap<string, string>, init: RequestInit): Headers {
  const headers = new Headers(init.headers);
  headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
  const csrf = cookies.get("csrf_access_token");
  if (csrf !== undefined) headers.set("x-csrf-token", csrf);
  return headers;
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ""] = line.split(";");
  const at = pair.indexOf("=");
  const value = pair.slice(at + 1);
  if (value === "") cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), value);
}

function readBody(text: string): Answer["body"] {
  return text.startsWith("{") ? (JSON.parse(text) as Answer["body"]) : { text };
}

function shownFields(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${name === "password" || name === "session" ? "…" : value}`)
    .join(" ");
}

/** Images and long values are left out. */
function brief(body: Answer["body"]): string {
  const shown = JSON.stringify(
    {
      ...(body["result"] === undefined ? body : { result: body["result"] }),
      ...(body["detail"] === undefined ? {} : { detail: body["detail"] }),
    },
    (key, value) => (key === "img" ? "<img …>" : value),
  );
  return shown.length > 600 ? `${shown.slice(0, 600)}…` : shown;
}
