// Every call the portal makes. All of them are below /userservice/, the API that any other portal could use too.

import type { Api, Parameters } from "../../shared/api/client.ts";
import type { Answer } from "../../shared/api/envelope.ts";
import { readRecord, readText } from "../../shared/api/read.ts";
import { type Context, type PreContext, readContext, readPreContext } from "./read-context.ts";
import { type HistoryPage, readHistory } from "./read-history.ts";
import {
  type Challenge,
  type LoginAnswer,
  type PollAnswer,
  readChallenge,
  readLoginAnswer,
  readPollAnswer,
} from "./read-login.ts";
import { readTokens, type Token } from "./read-token.ts";

export type Credentials = {
  readonly username: string;
  readonly password: string;
  readonly realm?: string;
  readonly otp?: string;
};

export type Enrolled = {
  readonly serial: string;
  /** otpauth:// address, for the types that have a seed; what an app scans to be paired. */
  readonly address: string;
};

export type ChallengeAnswer = { readonly transactionid: string; readonly otp: string };

export type Userservice = ReturnType<typeof makeUserservice>;

export function makeUserservice(api: Api) {
  const post = (name: string, parameters?: Parameters) => api.post(`/userservice/${name}`, parameters);
  const get = (name: string, parameters?: Parameters) => api.get(`/userservice/${name}`, parameters);
  return {
    ...loginCalls(get, post),
    ...tokenCalls(get, post),
    preContext: async (): Promise<PreContext> => readPreContext((await get("pre_context")).detail),
    context: async (): Promise<Context> => readContext((await get("context")).detail),
    logout: () => get("logout"),
    async history(page: number, perPage: number): Promise<HistoryPage> {
      const order = { sortname: "number", sortorder: "desc" };
      return readHistory(await api.getRaw("/userservice/history", { page, rp: perPage, ...order }));
    },
  };
}

type Call = (name: string, parameters?: Parameters) => Promise<Answer>;

function loginCalls(get: Call, post: Call) {
  return {
    login: async (credentials: Credentials): Promise<LoginAnswer> =>
      readLoginAnswer(await post("login", credentials)),
    /** Names the token to be used; the server opens a challenge for it. */
    chooseToken: async (serial: string): Promise<LoginAnswer> =>
      readLoginAnswer(await post("login", { serial })),
    answer: async (otp: string): Promise<LoginAnswer> => readLoginAnswer(await post("login", { otp })),
    pollLogin: async (transactionid: string): Promise<PollAnswer> =>
      readPollAnswer(await get("login", { transactionid })),
  };
}

function tokenCalls(get: Call, post: Call) {
  /** Ownership is checked by the server: for a token that is no longer ours it changes nothing and says `{}`. */
  const change = async (name: string, parameters: Parameters, done: string): Promise<boolean> =>
    Boolean(readRecord((await post(name, parameters)).value)[done]);
  return {
    tokens: async (): Promise<readonly Token[]> =>
      readTokens((await get("usertokenlist")).value).filter((token) => !token.rollout),
    enable: (serial: string) => change("enable", { serial }, "enable token"),
    disable: (serial: string) => change("disable", { serial }, "disable token"),
    remove: (serial: string) => change("delete", { serial }, "delete token"),
    unassign: (serial: string) => change("unassign", { serial }, "unassign token"),
    resetFailCount: (serial: string) => change("reset", { serial }, "reset Failcounter"),
    setPin: (serial: string, userpin: string) => change("setpin", { serial, userpin }, "set userpin"),
    /** The PIN that an mOTP app computes with; not the one that is typed before a code. */
    setAppPin: (serial: string, pin: string) => change("setmpin", { serial, pin }, "set userpin"),
    /** Takes a token that belongs to nobody. */
    assign: (serial: string, set: { readonly description?: string; readonly pin?: string }) =>
      change("assign", { serial, ...set }, "assign token"),
    /** Of the free token that shows this code; "" when there is none. */
    findSerial: async (otp: string): Promise<string> =>
      readText(readRecord((await get("getSerialByOtp", { otp })).value).serial),
    describe: (serial: string, description: string) =>
      change("setdescription", { serial, description }, "set description"),
    resync: (serial: string, otps: { readonly otp1: string; readonly otp2: string }) =>
      change("resync", { serial, ...otps }, "resync Token"),
    async enroll(parameters: Parameters): Promise<Enrolled> {
      const detail = readRecord((await post("enroll", parameters)).detail);
      const code = "lse_qr_url" in detail ? detail.lse_qr_url : detail.googleurl;
      return { serial: readText(detail.serial), address: readText(readRecord(code).value) };
    },
    ...appCalls(get, post),
    /** What the browser needs to make the passkey of a token that waits for it. */
    beginPasskey: async (serial: string): Promise<object> =>
      readRecord(
        readRecord((await post("fido2_activate_begin", { serial, type: "fido2" })).detail).registerrequest,
      ),
    finishPasskey: (serial: string, attestationResponse: string) =>
      post("fido2_activate_finish", { serial, attestationResponse }),
    /** Has a code sent, or asks which kind of answer the token wants. */
    startVerify: async (serial: string): Promise<Challenge> =>
      readChallenge((await post("verify", { serial })).detail),
    verify: async (serial: string, otp: string): Promise<boolean> =>
      (await post("verify", { serial, otp })).value === true,
    /** Answers the challenge that `startVerify` opened. */
    verifyChallenge: async (serial: string, answer: ChallengeAnswer): Promise<boolean> =>
      (await post("verify", { serial, ...answer })).value === true,
  };
}

/** For tokens whose other half is an app: what it scans, and how far it has come. */
function appCalls(get: Call, post: Call) {
  return {
    /** `accepted`: the app has introduced itself. */
    async pollPairing(serial: string): Promise<PollAnswer> {
      const token = readTokens((await get("usertokenlist")).value).find((each) => each.serial === serial);
      if (token === undefined) return "rejected";
      return waitsForApp.includes(token.unfinished) ? "open" : "accepted";
    },
    /** Asks the app whether it is the one; `question` is to be scanned, unless it was pushed. */
    async askApp(serial: string): Promise<{ readonly transactionId: string; readonly question: string }> {
      const detail = readRecord((await post("activate_init", { serial })).detail);
      return { transactionId: readText(detail.transactionid), question: readText(detail.message) };
    },
    async pollActivation(transactionid: string): Promise<PollAnswer> {
      const detail = readRecord((await post("activate_check_status", { transactionid })).detail);
      const progress = readRecord(readRecord(detail.transactions)[transactionid]);
      return readPollAnswer({ value: undefined, detail: progress });
    },
  };
}

/** States of an enrollment before the app has answered for the first time (contract 03). */
const waitsForApp: readonly string[] = ["pairing_url_sent", "unpaired"];
