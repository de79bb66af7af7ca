// The portal's pages and their addresses, all in the hash.

export const addresses = { tokens: "#/", add: "#/add", history: "#/history" } as const;
