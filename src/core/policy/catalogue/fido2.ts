// Words of WebAuthn that policies use (level 3, sections 5.4.6, 5.8.6 and 5.8.8).

export const verification = ["required", "preferred", "discouraged"] as const;

export const authenticatorTypes = ["client-device", "security-key", "hybrid"] as const;
