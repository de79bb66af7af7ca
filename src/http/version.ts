// What clients are told about our version. LinOTP's portal looks for `LinOTP <major>.` in it (deviations, last paragraph).

export const latchkeyVersion = "0.1.0";

const compatible = "3.4.4";

export const wireVersion = {
  version: `LinOTP ${compatible} (Latchkey ${latchkeyVersion})`,
  versionNumber: compatible,
} as const;
