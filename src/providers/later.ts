// Providers that LinOTP has and we do not have yet. They can be set, so that a configuration can be taken over whole.

import type { Fields } from "../core/fields.ts";
import { DeliveryFault, type Provider, type ProviderClass } from "./provider.ts";

export const laterClasses: readonly ProviderClass[] = [
  { channel: "sms", path: "smsprovider.RestSMSProvider.RestSMSProvider", open },
  { channel: "sms", path: "smsprovider.SMPPSMSProvider.SMPPSMSProvider", open },
  { channel: "sms", path: "smsprovider.DeviceSMSProvider.DeviceSMSProvider", open },
  { channel: "push", path: "pushprovider.default_provider.DefaultPushProvider", open },
  { channel: "voice", path: "voiceprovider.custom_voice_provider.CustomVoiceProvider", open },
];

function open(_config: Fields): Provider {
  return {
    send: async () => {
      throw new DeliveryFault("this class of provider is not available in this version");
    },
  };
}
