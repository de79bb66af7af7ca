// Challenges to an app through a push gateway: LinOTP's `DefaultPushProvider` (contract 08 section 5).

import type { Fields } from "../core/fields.ts";
import { readJsonGateway } from "./json-gateway.ts";
import type { Provider, ProviderClass, ProviderDeps, PushOrder } from "./provider.ts";

export const defaultPush: ProviderClass<"push"> = {
  channel: "push",
  path: "pushprovider.default_provider.DefaultPushProvider",
  open,
};

function open(config: Fields, deps: ProviderDeps): Provider<PushOrder> {
  const { post, test } = readJsonGateway(config, "push_url", deps);
  return {
    send: ({ challengeUrl, gda, transactionId }) =>
      post({ challenge: { transactionId, gda, challenge: challengeUrl } }),
    test,
  };
}
