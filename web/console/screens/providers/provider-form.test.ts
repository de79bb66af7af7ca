// The settings of a provider, between a form and JSON.

import assert from "node:assert/strict";
import { test } from "node:test";
import { classesOf, fieldsOf, joinConfig, readJson, splitConfig } from "./provider-form.ts";

test("a configuration survives the way into the form and back", () => {
  const config = { URL: "https://g/", PASSWORD: "p", PARAMETER: { a: 1 }, MSISDN: true };
  const { fields, others } = splitConfig(config, "smsprovider.HttpSMSProvider.HttpSMSProvider");
  assert.deepEqual(fields, { URL: "https://g/", PASSWORD: "p" });
  assert.deepEqual(JSON.parse(joinConfig(fields, others, "HttpSMSProvider")), config);
});

test("a list stays out of the fields, and what is empty is left out", () => {
  const { fields, others } = splitConfig({ push_url: ["https://a", "https://b"] }, "DefaultPushProvider");
  assert.deepEqual([fields, others], [{}, { push_url: ["https://a", "https://b"] }]);
  assert.equal(
    joinConfig({ SMTP_SERVER: "m", SMTP_USER: "", START_TLS: "True" }, {}, "SMTPEmailProvider"),
    '{"SMTP_SERVER":"m","START_TLS":true}',
  );
});

test("each class has fields, and what is no JSON object is not taken for one", () => {
  for (const type of ["sms", "email", "push", "voice"] as const)
    for (const name of classesOf(type)) assert.ok(fieldsOf(name).length > 0, name);
  assert.deepEqual(
    [readJson(""), readJson("[]"), readJson("{"), readJson("null")],
    [{}, undefined, undefined, undefined],
  );
});
