// The portal's pages and their addresses, all in the hash.

export const addresses = { tokens: "#/", add: "#/add", take: "#/take", history: "#/history" } as const;
