// The description of the HTTP API, held against the routes that are really served.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startWire } from "../../../test/support/wire.ts";
import { routeTable } from "../routes.ts";
import { openApiPath } from "./open-api.ts";
import { describedPaths, parametersOf } from "./parameters.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());

const routes = routeTable({ startedAt: 0, legacySession: true });

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { name: string; in: string; schema: unknown; description: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: { properties: object } }>> };
  readonly responses: Readonly<Record<string, { $ref?: string; description?: string }>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly string[];
}

type PathItem = Readonly<Record<string, Operation>> & {
  readonly parameters?: { name: string; in: string }[];
};

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: {
    readonly securitySchemes: object;
    readonly schemas: object;
    readonly responses: Readonly<Record<string, unknown>>;
  };
}

const response = await fetch(wire.address + openApiPath);
const text = await response.text();
const document = JSON.parse(text) as Document;

/** Method and template of everything that is described. */
function operations(): readonly (readonly [string, string, Operation])[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([key]) => key !== "parameters")
      .map(([method, operation]) => [path, method, operation as Operation] as const),
  );
}

test("the description is served to anybody, as JSON", () => {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.match(document.openapi, /^3\.1\.\d+$/);
  assert.deepEqual([document.info.title, typeof document.info.version], ["Latchkey", "string"]);
});

test("every route is described with all its methods, and nothing else is", () => {
  const served = routes.flatMap(({ path, methods }) =>
    methods.map((method) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`),
  );
  const described = operations().map(([path, method]) => `${method.toUpperCase()} ${path}`);
  assert.deepEqual(described.toSorted(), served.toSorted());
});

test("every path that is described is answered, with the methods that are described", async () => {
  for (const [path, item] of Object.entries(document.paths)) {
    const url = wire.address + path.replaceAll(/\{\w+\}/g, "x");
    const { status, headers } = await fetch(url, { method: "OPTIONS" });
    assert.equal(status, 200, path);
    const allowed = (headers.get("allow") ?? "").split(", ");
    for (const method of ["get", "post"])
      assert.equal(allowed.includes(method.toUpperCase()), method in item, `${method} ${path}`);
  }
});

test("every reference leads somewhere", () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target = ""]) => target);
  assert.ok(references.length > 100);
  for (const target of new Set(references)) {
    assert.match(target, /^#\//);
    const found = target
      .slice(2)
      .split("/")
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
    assert.ok(found !== undefined, target);
  }
});

const locations = ["query", "path", "header", "cookie"];

test("each operation has the parts that OpenAPI wants, and an id of its own", () => {
  const ids = operations().map(([, , { operationId }]) => operationId);
  assert.equal(new Set(ids).size, ids.length);
  const tags = new Set(document.tags.map(({ name }) => name));
  for (const [path, method, operation] of operations()) {
    const where = `${method} ${path}`;
    assert.match(operation.operationId, /^[a-z][A-Za-z0-9_]*$/, where);
    assert.ok(operation.summary.length > 5, where);
    assert.ok(
      operation.tags.every((tag) => tags.has(tag)),
      where,
    );
    for (const parameter of operation.parameters ?? []) {
      assert.ok(locations.includes(parameter.in) && parameter.schema !== undefined, where);
      assert.ok(parameter.name !== "" && parameter.description !== "", where);
    }
    const names = (operation.parameters ?? []).map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, where);
    if (method === "get") assert.equal(operation.requestBody, undefined, where);
  }
});

test("parts of a path are parameters of it", () => {
  for (const [path, item] of Object.entries(document.paths)) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const told = (item.parameters ?? []).filter(({ in: place }) => place === "path").map(({ name }) => name);
    assert.deepEqual(told, parts, path);
  }
});

test("who may call is told by schemes that are there, and errors are described", () => {
  for (const route of routes) {
    const item = document.paths[route.path.replaceAll(/:(\w+)/g, "{$1}")];
    for (const method of route.methods) {
      const operation = item![method.toLowerCase()];
      const { security, responses } = operation!;
      const schemes = security.flatMap((each) => Object.keys(each));
      assert.ok(
        schemes.every((scheme) => scheme in document.components.securitySchemes),
        route.path,
      );
      assert.equal(schemes.length > 0, route.who !== "anyone", route.path);
      assert.equal("401" in responses, route.who !== "anyone", route.path);
      assert.ok("200" in responses && "500" in responses && "400" in responses, route.path);
      if (route.who === "administrator" && method === "POST")
        assert.ok(schemes.includes("adminCsrf"), route.path);
    }
  }
});

test("every route says what it takes, in a sentence for each", () => {
  for (const route of routes) {
    const parameters = parametersOf(route);
    assert.ok(parameters !== undefined, `${route.path} has no parameters; give it {} when it takes none`);
    for (const [name, { about }] of Object.entries(parameters))
      assert.match(about, /^\S.*[.…]$/s, `${route.path} ${name}: ${about}`);
  }
});

test("the tables are about routes that are there and do not say for themselves", () => {
  for (const path of describedPaths) {
    const route = routes.find((each) => each.path === path);
    assert.ok(route !== undefined && route.parameters === undefined, path);
  }
});
