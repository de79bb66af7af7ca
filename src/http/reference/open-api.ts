// The HTTP API described for programs: OpenAPI 3.1, made from the route table when the server starts, told to anybody.

import type { Parameter, Reply, Route } from "../call.ts";
import { wireVersion } from "../version.ts";
import { parametersOf } from "./parameters.ts";

export const openApiPath = "/api/openapi.json";

/** The route that tells about all routes, itself included. */
export function openApiRoute(others: readonly Route[]): Route {
  let body: string | undefined;
  const route: Route = {
    methods: ["GET"],
    path: openApiPath,
    who: "anyone",
    unaudited: true,
    about: "This description: every endpoint with its parameters, as OpenAPI 3.1.",
    parameters: {},
    handler: async ({ world }): Promise<Reply> => {
      body ??= JSON.stringify(openApi([...others, route], world.version));
      return { status: 200, contentType: "application/json", body, audit: "none" };
    },
  };
  return route;
}

type Tree = { readonly [key: string]: unknown };

export function openApi(routes: readonly Route[], version: string): Tree {
  const areas = [...new Set(routes.map(({ path }) => areaOf(path)))].toSorted();
  return {
    openapi: "3.1.0",
    info: {
      title: "Latchkey",
      version,
      summary: `Multi-factor authentication; speaks the HTTP API of LinOTP ${wireVersion.versionNumber}.`,
      license: { name: "Apache License 2.0", identifier: "Apache-2.0" },
    },
    tags: areas.map((name) => ({ name })),
    paths: Object.fromEntries(
      routes.toSorted((left, right) => (left.path < right.path ? -1 : 1)).map(pathItem),
    ),
    components,
  };
}

function areaOf(path: string): string {
  return path.split("/")[1] || "start";
}

function pathItem(route: Route): readonly [string, Tree] {
  const template = route.path.replaceAll(/:(\w+)/g, "{$1}");
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const operations = route.methods.map((method) => [method.toLowerCase(), operation(route, method)]);
  return [
    template,
    { ...(inPath.length === 0 ? {} : { parameters: inPath }), ...Object.fromEntries(operations) },
  ];
}

function operation(route: Route, method: "GET" | "POST"): Tree {
  const parameters = Object.entries(parametersOf(route) ?? {});
  const files = parameters.some(([, { type }]) => type === "file");
  return {
    operationId: `${method.toLowerCase()}${route.path.replaceAll(/[/.-]+:?(\w?)/g, (_, first: string) => first.toUpperCase())}`,
    summary: route.about,
    tags: [areaOf(route.path)],
    ...security(route, method),
    ...(method === "GET" ? { parameters: parameters.map(inQuery) } : body(parameters, files)),
    responses: responses(route),
  };
}

function inQuery([name, parameter]: readonly [string, Parameter]): Tree {
  const listed = parameter.type === "list" ? `${name}[]` : name;
  return {
    name: listed,
    in: "query",
    description: parameter.about,
    ...(parameter.required === true ? { required: true } : {}),
    schema: schemaOf(parameter),
  };
}

const anyName = "<name>";

function body(parameters: readonly (readonly [string, Parameter])[], files: boolean): Tree {
  if (parameters.length === 0) return {};
  const described = parameters.map(
    ([name, parameter]) => [name, { ...schemaOf(parameter), description: parameter.about }] as const,
  );
  // `<name>` stands for any name.
  const [free] = described.filter(([name]) => name === anyName);
  const required = parameters.filter(([, each]) => each.required === true).map(([name]) => name);
  const schema = {
    type: "object",
    properties: Object.fromEntries(described.filter(([name]) => name !== anyName)),
    ...(free === undefined ? {} : { additionalProperties: free[1] }),
    ...(required.length === 0 ? {} : { required }),
  };
  const types = files
    ? ["multipart/form-data"]
    : ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"];
  return {
    requestBody: {
      required: required.length > 0,
      content: Object.fromEntries(types.map((type) => [type, { schema }])),
    },
  };
}

const schemas: { readonly [Type in NonNullable<Parameter["type"]>]: Tree } = {
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  list: { type: "array", items: { type: "string" } },
  file: { type: "string", contentMediaType: "application/octet-stream" },
  json: { type: "string", contentMediaType: "application/json" },
};

function schemaOf({ type }: Parameter): Tree {
  return type === undefined ? { type: "string" } : schemas[type];
}

function security({ who }: Route, method: "GET" | "POST"): Tree {
  if (who === "anyone") return { security: [] };
  if (who !== "administrator") return { security: [{ portalSession: [] }] };
  return { security: [method === "POST" ? { adminSession: [], adminCsrf: [] } : { adminSession: [] }] };
}

function responses({ who, path }: Route): Tree {
  const area = areaOf(path);
  const ok = { description: done(area), content: { "application/json": { schema: ref("schemas/Answer") } } };
  const denied = { "403": { $ref: "#/components/responses/Forbidden" } };
  return {
    "200": area === "api" || area === "validate" || who !== "anyone" ? ok : { description: done(area) },
    ...(who === "anyone" ? {} : { "401": { $ref: "#/components/responses/NotAuthenticated" } }),
    ...(area === "api" && who === "administrator" ? denied : {}),
    "400": { $ref: "#/components/responses/BadRequest" },
    "413": { $ref: "#/components/responses/TooLarge" },
    "500": { $ref: "#/components/responses/Unexpected" },
  };
}

function done(area: string): string {
  if (area === "validate") return "The answer. A refusal looks like a wrong password: the value is false.";
  return "The answer, or an error: `result.status` is false then, with a number and a sentence.";
}

function ref(path: string): Tree {
  return { $ref: `#/components/${path}` };
}

function problem(description: string): Tree {
  return { description, content: { "application/json": { schema: ref("schemas/Answer") } } };
}

const components: Tree = {
  schemas: {
    Answer: {
      type: "object",
      description: "LinOTP's envelope. A few endpoints answer without it, as files or as tables.",
      properties: {
        jsonrpc: { type: "string", const: "2.0802" },
        result: { anyOf: [ref("schemas/Success"), ref("schemas/Failure")] },
        detail: { description: "What is told besides; absent when there is nothing." },
        version: { type: "string" },
        versionNumber: { type: "string" },
        id: { description: "A number, in a few answers something else; nobody depends on it." },
      },
    },
    Success: {
      type: "object",
      properties: { status: { type: "boolean" }, value: {} },
      required: ["status"],
    },
    Failure: {
      type: "object",
      properties: { status: { type: "boolean", const: false }, error: ref("schemas/Problem") },
      required: ["status", "error"],
    },
    Problem: {
      type: "object",
      properties: {
        code: { type: "integer", description: "LinOTP's number; -311 where it has none." },
        message: { type: "string" },
      },
      required: ["code", "message"],
    },
  },
  responses: {
    BadRequest: problem("The request cannot be read: broken JSON, a broken upload."),
    NotAuthenticated: problem("No session, one that has ended, or a second value that does not fit."),
    Forbidden: problem("A policy denies it: error 410."),
    TooLarge: problem("The request is larger than 1 MiB, or its upload than 10 MiB."),
    Unexpected: problem(
      "The server could not carry it out; the header x-request-id names the entry of its log.",
    ),
  },
  securitySchemes: {
    adminSession: {
      type: "apiKey",
      in: "cookie",
      name: "access_token_cookie",
      description: "From /admin/login.",
    },
    adminCsrf: {
      type: "apiKey",
      in: "header",
      name: "x-csrf-token",
      description: "Value of the cookie csrf_access_token; a form may send it as csrf_token.",
    },
    portalSession: {
      type: "apiKey",
      in: "cookie",
      name: "user_selfservice",
      description: "From /userservice/login; its value is sent again as the parameter session.",
    },
  },
};
