import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import type { OutsideQuestion } from "../../core/outside.ts";
import { Refusal } from "../../core/problem.ts";
import { aToken, enrolling, given } from "../specimen.ts";
import { yubico } from "./yubico.ts";

const id = "vvccccbbccdd";
const otp = `${id}${"cbdefghijklnrtuv".repeat(2)}`;

function enroll(tokenid: string) {
  return yubico.readEnrollment(fieldsOf({ "yubico.tokenid": tokenid }), enrolling());
}

const token = aToken({ type: "yubico", ...enroll(id).set });

function asked(typed: string, configured: Record<string, string> = {}): OutsideQuestion | undefined {
  const seen: OutsideQuestion[] = [];
  const all: Record<string, string> = { "yubico.id": "7", "yubico.secret": "c2Vj", ...configured };
  const outside = (question: OutsideQuestion) => {
    seen.push(question);
    return undefined;
  };
  yubico.verify(token, typed, given({ setting: (key) => all[key], outside }));
  return seen[0];
}

test("the key is known by the first twelve characters that it types", () => {
  assert.deepEqual(enroll(otp).set.info, { "yubico.tokenid": id });
  assert.equal(enroll(otp).set.otpLength, 44);
  for (const wrong of ["", "vvccccbbccd", "123456789012", "vvccccbbccd!", "аvccccbbccdd"])
    assert.throws(() => enroll(wrong), Refusal, wrong);
});

test("Yubico's servers are asked, or those of the setting", () => {
  const question = asked(otp);
  assert.ok(question?.kind === "yubico");
  assert.deepEqual([question.id, question.secret, question.otp, question.seconds], ["7", "c2Vj", otp, 5]);
  assert.deepEqual([question.urls.length, new URL(question.urls[0] ?? "").host], [5, "api.yubico.com"]);
  const own = asked(otp, { "yubico.url": "https://a/v, https://b/v", "yubico.timeout": "2" });
  assert.ok(own?.kind === "yubico");
  assert.deepEqual([own.urls, own.seconds], [["https://a/v", "https://b/v"], 2]);
});

test("capitals are what a locked keyboard makes of the same OTP", () => {
  const question = asked(otp.toUpperCase());
  assert.equal(question?.kind === "yubico" && question.otp, otp);
});

test("another key, rubbish, and what is too long or too short is told to nobody", () => {
  for (const typed of [
    "",
    id,
    otp.slice(1),
    `${otp}c`,
    `c${otp.slice(1)}`,
    otp.replace("d", "1"),
    `${otp}\n`,
  ])
    assert.equal(asked(typed), undefined, typed);
});

test("without an account nobody is asked, and the token pays nothing", () => {
  const outside = () => assert.fail("asked");
  const verdict = yubico.verify(token, otp, given({ outside }));
  assert.deepEqual(verdict, { match: false, failed: "Yubico apiKey or apiId not configured!" });
});
