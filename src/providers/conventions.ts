// LinOTP's own calls to its providers, as a hub in front of them would see them.

import type { PushOrder, TextOrder, VoiceOrder } from "./provider.ts";

export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

export const callOf = {
  sms: ({ to, text }: TextOrder): Call => ({ method: "submitMessage", args: [to, text], kwargs: {} }),
  email: ({ to, subject, text, replacements }: TextOrder): Call => ({
    method: "submitMessage",
    args: [to],
    kwargs: { subject, message: text, replacements },
  }),
  /** A mail that belongs to no challenge. */
  notification: ({ to, subject, text, replacements }: TextOrder): Call => ({
    method: "submitMessage",
    args: [],
    kwargs: { email_to: to, message: text, subject, replacements },
  }),
  push: ({ challengeUrl, gda, transactionId }: PushOrder): Call => ({
    method: "push_notification",
    args: [challengeUrl, gda, transactionId],
    kwargs: {},
  }),
  voice: ({ to, template, otp, locale }: VoiceOrder): Call => ({
    method: "submitVoiceMessage",
    args: [],
    kwargs: { calleeNumber: to, messageTemplate: template, otp, locale },
  }),
} as const;
