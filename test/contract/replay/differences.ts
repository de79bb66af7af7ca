export const absent = { endpoints: [] as string[], tokenTypes: [] as string[] };
