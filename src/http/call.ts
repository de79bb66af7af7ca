// What a handler is given, and what it gives back. Handlers are plain functions and know no HTTP library.

import type { AuditEntry, Origin } from "../core/audit.ts";
import type { Fields } from "../core/fields.ts";
import type { AdminIdentity } from "../core/policy/rights.ts";
import type { Session } from "../core/session.ts";
import type { World } from "../operations/world.ts";
import type { WireError } from "./problems.ts";

export interface Upload {
  readonly filename: string;
  readonly content: Uint8Array;
}

export interface Call {
  /** Its clock is fixed to this request. */
  readonly world: World;
  readonly method: "GET" | "POST";
  /** Below the mount point, for routes with a trailing id. */
  readonly params: { readonly [name: string]: string };
  readonly fields: Fields;
  /** Uploaded files by field name (multipart only). */
  readonly files: ReadonlyMap<string, Upload>;
  readonly origin: Origin;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly cookies: { readonly [name: string]: string };
  /** Set on routes for administrators. */
  readonly admin: AdminIdentity | undefined;
  /** Set on routes for people in the portal; `session.state` is one that the route allows. */
  readonly session: Session | undefined;
  /** Best match of Accept-Language. */
  readonly language: "en" | "de";
  /** Whether the caller's connection is encrypted (directly, or told so by a trusted proxy): cookies are `Secure` then. */
  readonly secure: boolean;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly expiresAt: number;
  /** Not readable by scripts. */
  readonly httpOnly: boolean;
}

/** What a handler knows for the audit entry that the door writes on its behalf. */
export type AuditNote = Partial<Omit<AuditEntry, keyof Origin>>;

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** Instead of `body`, for answers that grow with the database. */
  readonly stream?: AsyncIterable<string>;
  readonly headers?: { readonly [name: string]: string };
  readonly cookies?: readonly Cookie[];
  /**
   * `written`: the operation decided, so its audit entry is in the store already. A note: the door writes one with it
   * before answering. `none`: this route keeps no audit (contract 12 section 2).
   */
  readonly audit: "written" | "none" | AuditNote;
  /** Set when the body is an error object: the parameter `httperror` turns those into pages. */
  readonly error?: WireError;
}

export type Handler = (call: Call) => Promise<Reply>;

/** One parameter, for the reference. */
export interface Parameter {
  /** A phrase: what it means, its values, its default. */
  readonly about: string;
  readonly required?: true;
  /** Text unless said otherwise. `list`: `name[]=a&name[]=b`, or text separated by commas. */
  readonly type?: "integer" | "boolean" | "list" | "file" | "json";
}

export type Parameters = { readonly [name: string]: Parameter };

export interface Route {
  /**
   * An endpoint that changes something says `["POST"]` alone: a GET would need no CSRF token. Under /admin/ the door
   * itself opens GET to legacy clients that send a matching `session` parameter (deviation 6).
   */
  readonly methods: readonly ("GET" | "POST")[];
  /** `/admin/show`; a segment `:id` is a parameter. */
  readonly path: string;
  /** `portal`: an authenticated portal session; `portal-login`: also one that is still logging in. */
  readonly who: "anyone" | "administrator" | "portal" | "portal-login";
  /** Parameter names are lower-cased before the handler sees them (contract 01 section 4). */
  readonly lowerCase?: true;
  /** This route keeps no audit, refusals included (contract 12 section 2). It also answers HEAD. */
  readonly unaudited?: true;
  readonly handler: Handler;
  /** One sentence for the reference. */
  readonly about: string;
  /** Those of the path not included. Routes that do not say get theirs from `reference/parameters`. */
  readonly parameters?: Parameters;
}
