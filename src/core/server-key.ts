// The server's own key pairs, one per partition, with which it proves itself to the apps of QR and push tokens. They are
// configuration like any other, the secret half sealed (contract 13, SecretKey.Partition and PublicKey.Partition).

import type { ConfigValue, Settings } from "./settings.ts";
import type { ServerKey } from "./token-type.ts";
import type { Vault } from "./vault.ts";

export function secretKeyName(partition: number): string {
  return `SecretKey.Partition.${partition}`;
}

export function publicKeyName(partition: number): string {
  return `PublicKey.Partition.${partition}`;
}

/** Undefined: there is none, or it cannot be unsealed. */
export function serverKeyOf(settings: Settings, vault: Vault): (partition: number) => ServerKey | undefined {
  return (partition) => {
    const secret = settings.config.get(secretKeyName(partition))?.value;
    const publicKey = settings.config.get(publicKeyName(partition))?.value;
    if (secret === undefined || publicKey === undefined) return undefined;
    try {
      const plain = vault.open(Buffer.from(secret, "base64"), `setting/config/${secretKeyName(partition)}`);
      return { secret: plain, publicKey: Buffer.from(publicKey, "base64") };
    } catch {
      return undefined;
    }
  };
}

/** As they are kept. */
export function serverKeySettings(
  partition: number,
  { secret, publicKey }: ServerKey,
  vault: Vault,
): readonly { readonly name: string; readonly value: ConfigValue }[] {
  const name = secretKeyName(partition);
  const sealed = Buffer.from(vault.seal(secret, `setting/config/${name}`)).toString("base64");
  return [
    { name, value: { value: sealed, type: "encrypted_data", description: "" } },
    {
      name: publicKeyName(partition),
      value: { value: Buffer.from(publicKey).toString("base64"), type: "", description: "" },
    },
  ];
}
