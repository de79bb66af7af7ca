// What the list of tokens shows: filters, order and page, and the parameters that ask the server for it.

export type TokenFilters = {
  readonly search: string;
  /** Where the words are looked for: in what belongs to the token, or in the login of its owner. */
  readonly searchIn: "token" | "person";
  readonly state: "" | "active" | "inactive";
  readonly kind: "" | "rollout" | "other";
  readonly type: string;
  readonly realm: string;
};

export type ListState = TokenFilters & {
  readonly by: string;
  readonly descending: boolean;
  readonly page: number;
};

export type ListEvent =
  | { readonly type: "filter"; readonly set: Partial<TokenFilters> }
  | { readonly type: "clear" }
  | { readonly type: "sort"; readonly by: string }
  | { readonly type: "page"; readonly page: number };

export const perPage = 20;

const noFilters: TokenFilters = { search: "", searchIn: "token", state: "", kind: "", type: "", realm: "" };

/** The newest first: that is what somebody who comes from issuing one looks for. */
export const listStart: ListState = { ...noFilters, by: "CreationDate", descending: true, page: 1 };

export function stepList(state: ListState, event: ListEvent): ListState {
  switch (event.type) {
    case "filter":
      return { ...state, ...event.set, page: 1 };
    case "clear":
      return { ...state, ...noFilters, page: 1 };
    case "sort":
      return { ...state, by: event.by, descending: state.by === event.by && !state.descending, page: 1 };
    case "page":
      return { ...state, page: event.page };
  }
}

export function isFiltered(state: ListState): boolean {
  return state.search.trim() !== "" || [state.state, state.kind, state.type, state.realm].some(Boolean);
}

/** Parameters of /admin/show. */
export function parametersOf(state: ListState): Readonly<Record<string, string | number>> {
  const words = state.search.trim();
  const given = {
    filter: state.searchIn === "token" ? words : "",
    user: state.searchIn === "person" && words !== "" ? `*${words}*` : "",
    active: state.state === "" ? "" : String(state.state === "active"),
    rollout: state.kind === "" ? "" : String(state.kind === "rollout"),
    type: state.type,
    viewrealm: state.realm,
  };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")),
    sortby: state.by,
    sortdir: state.descending ? "desc" : "asc",
    page: state.page,
    pagesize: perPage,
  };
}
