// A client of the HTTP API: keeps cookies, sends the CSRF value, and knows the envelope.

export type FieldValues = Readonly<Record<string, string | number>>;

export interface Envelope {
  readonly result: {
    readonly status: boolean;
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
    readonly value?: any;
    readonly error?: { readonly code: number; readonly message: string };
  };
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
  readonly detail?: any;
  readonly id: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Envelope;
  /** Shorthand for `json.result.value`. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
  readonly value: any;
}

export interface Sending {
  readonly now?: string;
  readonly client?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Client {
  readonly cookies = new Map<string, string>();
  readonly base: string;
  readonly sending: Sending;

  constructor(base: string, sending: Sending = {}) {
    this.base = base;
    this.sending = sending;
  }

  post(path: string, fields: FieldValues = {}, sending: Sending = {}): Promise<Answer> {
    return this.send(path, { method: "POST", body: form(fields) }, sending);
  }

  get(path: string, fields: FieldValues = {}, sending: Sending = {}): Promise<Answer> {
    const query = form(fields).toString();
    return this.send(query === "" ? path : `${path}?${query}`, { method: "GET" }, sending);
  }

  json(path: string, body: unknown, sending: Sending = {}): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return this.send(path, { method: "POST", body: JSON.stringify(body), headers }, sending);
  }

  async login(username = "admin", password = "Test123!"): Promise<this> {
    const answer = await this.post("/admin/login", { username, password });
    if (answer.value !== true) throw new Error(`${username} could not log in: ${answer.text}`);
    return this;
  }

  /** The value that the portal sends back as `session`. */
  get session(): string {
    return this.cookies.get("user_selfservice") ?? "";
  }

  async send(path: string, init: RequestInit, sending: Sending = {}): Promise<Answer> {
    const how = { ...this.sending, ...sending };
    const headers = new Headers({ ...(init.headers as Record<string, string> | undefined), ...how.headers });
    if (this.cookies.size > 0) {
      headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    }
    const csrf = this.cookies.get("csrf_access_token");
    if (csrf !== undefined) headers.set("x-csrf-token", csrf);
    if (how.now !== undefined) headers.set("x-test-now", how.now);
    if (how.client !== undefined) headers.set("x-forwarded-for", how.client);
    const response = await fetch(`${this.base}${path}`, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    const json = text.startsWith("{") ? JSON.parse(text) : undefined;
    return { status: response.status, text, json, value: json?.result?.value };
  }

  private keep(line: string): void {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "") this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function form(fields: FieldValues): URLSearchParams {
  return new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
