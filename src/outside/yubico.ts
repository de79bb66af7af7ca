// Asking Yubico's servers, or some like them, about an OTP: validation protocol 2.0
// (https://developers.yubico.com/yubikey-val/Validation_Protocol_V2.0.html).

import { createHmac, timingSafeEqual } from "node:crypto";
import type { OutsideAnswer } from "../core/outside.ts";
import { DeliveryFault } from "../egress/fault.ts";
import { callHttp } from "../egress/http-call.ts";
import type { Asked, OutsideDeps } from "./outside-deps.ts";

type YubicoQuestion = Asked<"yubico">;
type Pairs = Readonly<Record<string, string>>;

const mostServers = 10;

/** One server after the other, until one says yes or no. */
export async function askYubico(question: YubicoQuestion, deps: OutsideDeps): Promise<OutsideAnswer> {
  const key = Buffer.from(question.secret, "base64");
  if (key.length === 0) return { verdict: "unavailable", why: "there is no key for Yubico's servers" };
  let last: OutsideAnswer = { verdict: "unavailable", why: "there is no address of Yubico's servers" };
  for (const url of question.urls.slice(0, mostServers)) {
    last = await askOne(url, { question, key, deps });
    if (last.verdict !== "unavailable") return last;
  }
  return last;
}

interface Circumstances {
  readonly question: YubicoQuestion;
  readonly key: Buffer;
  readonly deps: OutsideDeps;
}

async function askOne(written: string, { question, key, deps }: Circumstances): Promise<OutsideAnswer> {
  const url = URL.parse(written);
  if (url === null || !/^https?:$/.test(url.protocol))
    return { verdict: "unavailable", why: "the address of Yubico's server is none" };
  const { id, otp } = question;
  const nonce = Buffer.from(deps.random(16)).toString("hex");
  const pairs: Pairs = { id, nonce, otp };
  for (const [name, value] of Object.entries({ ...pairs, h: signatureOf(pairs, key) }))
    url.searchParams.set(name, value);
  try {
    const peer = { timeoutMs: question.seconds * 1000, certificate: undefined, proxy: undefined };
    const answer = await callHttp({ method: "GET", url, headers: {}, body: "" }, peer, deps.egress);
    return judge(readPairs(answer.body), { otp, nonce }, key);
  } catch (error) {
    if (error instanceof DeliveryFault) return { verdict: "unavailable", why: error.message };
    throw error;
  }
}

/** The OTP has been seen before, or is none of Yubico's. Everything else is the servers' own trouble. */
const refusals: ReadonlySet<string> = new Set(["REPLAYED_OTP", "BAD_OTP"]);

function judge(
  answer: Pairs,
  asked: { readonly otp: string; readonly nonce: string },
  key: Buffer,
): OutsideAnswer {
  const { h = "", ...pairs } = answer;
  if (!isSigned(h, pairs, key))
    return { verdict: "unavailable", why: "the answer has no signature with our key" };
  if (!sameText(pairs["otp"], asked.otp) || !sameText(pairs["nonce"], asked.nonce))
    return { verdict: "unavailable", why: "the answer is one to another question" };
  const { status = "" } = pairs;
  if (status === "OK") return { verdict: "accepted" };
  if (refusals.has(status)) return { verdict: "refused", why: status };
  return { verdict: "unavailable", why: "the server could not tell" };
}

/** Lines of `name=value`. A name that comes twice is an attempt to say two things at once. */
function readPairs(body: string): Pairs {
  const lines = body
    .split(/\r?\n/)
    .map((line) => /^([a-z]{1,20})=(.*)$/.exec(line.trim()))
    .filter((line) => line !== null);
  const pairs = new Map(lines.map(([, name = "", value = ""]) => [name, value]));
  return pairs.size === lines.length ? Object.fromEntries(pairs) : {};
}

/** All pairs but the signature itself, by name. */
function signatureOf(pairs: Pairs, key: Buffer): string {
  const signed = Object.keys(pairs)
    .toSorted()
    .map((name) => `${name}=${pairs[name]}`)
    .join("&");
  return createHmac("sha1", key).update(signed).digest("base64");
}

function isSigned(signature: string, pairs: Pairs, key: Buffer): boolean {
  return sameText(signature, signatureOf(pairs, key));
}

function sameText(left: string | undefined, right: string): boolean {
  const [one, other] = [Buffer.from(left ?? ""), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
