// The floor: the same HTTP library, a form parsed and a small answer given, and nothing else.

import { fastify } from "fastify";

const app = fastify();
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
  done(null, new URLSearchParams(String(body))),
);
app.post("/validate/check", (request, reply) => {
  const form = request.body as URLSearchParams;
  void reply
    .type("application/json")
    .send(JSON.stringify({ result: { status: true, value: form.has("user") } }));
});
const address = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`ready ${address}\n`);
