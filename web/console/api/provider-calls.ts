// Providers: what messages leave through.

import type { Api } from "../../shared/api/client.ts";
import { readFlag, readRecord, readText } from "../../shared/api/read.ts";

export const providerTypes = ["sms", "email", "push", "voice"] as const;
export type ProviderType = (typeof providerTypes)[number];

export type Provider = {
  readonly type: ProviderType;
  readonly name: string;
  /** LinOTP's class path; its last part is the short name. */
  readonly class: string;
  readonly timeout: string;
  /** JSON text; empty for a managed one, into which nobody may look. */
  readonly config: string;
  readonly isDefault: boolean;
  readonly managed: boolean;
};

export type Attempt = { readonly reached: boolean; readonly why: string };

export function providerCalls(api: Api) {
  return {
    async providers(): Promise<readonly Provider[]> {
      const found = providerTypes.map(async (type) =>
        readProviders(type, (await api.get("/system/getProvider", { type })).value),
      );
      return (await Promise.all(found)).flat();
    },
    saveProvider: (provider: Omit<Provider, "managed" | "isDefault">) =>
      api.post("/system/setProvider", { ...provider }),
    makeDefaultProvider: (type: ProviderType, name: string) =>
      api.post("/system/setDefaultProvider", { type, name }),
    /** The reason why it stays; undefined: it is gone. */
    async removeProvider(type: ProviderType, name: string): Promise<string | undefined> {
      const { value, detail } = await api.post("/system/delProvider", { type, name });
      return value === true ? undefined : readText(readRecord(detail).message);
    },
    async testProvider(type: ProviderType, name: string): Promise<Attempt> {
      const { value, detail } = await api.post("/system/testProvider", { type, name });
      return { reached: value === true, why: readText(readRecord(detail).message) };
    },
  };
}

function readProviders(type: ProviderType, value: unknown): readonly Provider[] {
  return Object.entries(readRecord(value)).map(([name, each]): Provider => {
    const row = readRecord(each);
    return {
      type,
      name,
      class: readText(row.Class),
      timeout: readText(row.Timeout),
      config: readText(row.Config),
      isDefault: readFlag(row.Default),
      managed: readFlag(row.Managed),
    };
  });
}
