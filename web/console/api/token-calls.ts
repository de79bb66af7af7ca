// What can be asked and done about tokens.

import type { Api, Parameters } from "../../shared/api/client.ts";
import { readRecord, readText } from "../../shared/api/read.ts";
import { readTokenPage, type Token, type TokenPage } from "./read-token.ts";

export type Enrolled = {
  readonly serial: string;
  /** `otpauth://…`, for types whose seed the server made. */
  readonly address: string;
  /** The seed in base32, out of that address. */
  readonly key: string;
  /** As the server keeps it: hexadecimal, or a text. */
  readonly seed: string;
  /** `lseqr://…`: what an app scans to be paired with the token. */
  readonly pairing: string;
};

export type Validity = {
  /** Seconds since 1970, or `unlimited`. */
  readonly validityPeriodStart?: string;
  readonly validityPeriodEnd?: string;
  readonly countAuthSuccessMax?: string;
  readonly countAuthMax?: string;
};

export type TokenFile = {
  readonly file: File;
  readonly type: string;
  /** Empty: none, or the one that the administrator may fill. */
  readonly realm: string;
  readonly enable: boolean;
  /** `plain`, `key`, `password`; for PSKC alone, as is what opens it. */
  readonly protection: string;
  readonly secret: string;
};

export function tokenCalls(api: Api) {
  const show = async (parameters: Parameters): Promise<TokenPage> =>
    readTokenPage((await api.get("/admin/show", { tokeninfo_format: "json", ...parameters })).value);
  return {
    tokens: show,
    token: async (serial: string): Promise<Token | undefined> =>
      (await show({ serial, page: 1, pagesize: 5 })).tokens.find((token) => token.serial === serial),
    tokensOf: async (login: string, realm: string): Promise<readonly Token[]> =>
      (await show({ user: login, realm, sortby: "CreationDate" })).tokens,
    /** How many there are. */
    countTokens: async (parameters: Parameters): Promise<number> =>
      (await show({ ...parameters, page: 1, pagesize: 1 })).total,
    async enroll(parameters: Parameters): Promise<Enrolled> {
      const detail = readRecord((await api.post("/admin/init", parameters)).detail);
      const address = readText(readRecord(detail.googleurl).value);
      const seed = readText(readRecord(detail.otpkey).value).replace("seed://", "");
      // One kind is answered without a serial; it is asked for with one.
      const serial = readText(detail.serial) || readText(parameters["serial"]);
      const pairing = readText(readRecord(detail.lse_qr_url).value);
      return { serial, address, key: secretIn(address), seed, pairing };
    },
    /** How many tokens there were in the file. */
    async importTokens(file: TokenFile): Promise<number> {
      const { value } = await api.upload("/admin/loadtokens", formOf(file));
      // "3 tokens were imported from the … file."
      return Number.parseInt(readText(value), 10) || 0;
    },
    setValidity: (serial: string, validity: Validity) =>
      api.post("/admin/setValidity", { "tokens[]": serial, ...validity }),
    setToken: (serial: string, properties: Parameters) => api.post("/admin/set", { serial, ...properties }),
    enable: (serial: string) => api.post("/admin/enable", { serial }),
    disable: (serial: string) => api.post("/admin/disable", { serial }),
    resetFailCount: (serial: string) => api.post("/admin/reset", { serial }),
    removeToken: (serial: string) => api.post("/admin/remove", { serial }),
    assign: (serial: string, owner: { readonly user: string; readonly realm: string }) =>
      api.post("/admin/assign", { serial, ...owner }),
    unassign: (serial: string) => api.post("/admin/unassign", { serial }),
    /** The token forgets its app and can be paired anew. */
    unpair: (serial: string) => api.post("/admin/unpair", { serial }),
    /** The PIN that an mOTP app or a device computes with; not the one that is typed before a code. */
    setDevicePin: (serial: string, userpin: string) => api.post("/admin/setPin", { serial, userpin }),
    /** False: the two codes do not belong to this token, or not in this order. */
    resync: async (serial: string, otps: { readonly otp1: string; readonly otp2: string }) =>
      (await api.post("/admin/resync", { serial, ...otps })).value === true,
  };
}

function secretIn(address: string): string {
  return /[?&]secret=([A-Z2-7]+)/i.exec(address)?.[1] ?? "";
}

function formOf({ file, type, realm, enable, protection, secret }: TokenFile): FormData {
  const form = new FormData();
  form.set("type", type);
  form.set("enable", String(enable));
  if (realm !== "") form.set("realm", realm);
  if (type === "pskc") {
    form.set("pskc_type", protection);
    form.set("pskc_password", protection === "password" ? secret : "");
    form.set("pskc_preshared", protection === "key" ? secret : "");
  }
  form.set("file", file, file.name);
  return form;
}
