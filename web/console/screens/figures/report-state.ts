// What the reports show: realm, first day, order and page, and the parameters that ask the server for it.

export type ReportState = {
  /** "": all that are allowed. */
  readonly realm: string;
  /** `2026-11-23`, or "". */
  readonly from: string;
  readonly by: string;
  readonly descending: boolean;
  readonly page: number;
};

export type ReportEvent =
  | { readonly type: "filter"; readonly set: Partial<Pick<ReportState, "realm" | "from">> }
  | { readonly type: "sort"; readonly by: string }
  | { readonly type: "page"; readonly page: number };

export const firstReports: ReportState = { realm: "", from: "", by: "timestamp", descending: true, page: 1 };

const perPage = 25;

export function stepReports(state: ReportState, event: ReportEvent): ReportState {
  switch (event.type) {
    case "filter":
      return { ...state, ...event.set, page: 1 };
    case "sort":
      return { ...state, by: event.by, descending: state.by === event.by && !state.descending, page: 1 };
    case "page":
      return { ...state, page: event.page };
  }
}

/** Parameters of /reporting/show. */
export function reportParameters(state: ReportState): Readonly<Record<string, string>> {
  return { ...choice(state), page: String(state.page), pagesize: String(perPage) };
}

/** Everything that the choice leaves, as a file. */
export function reportFile(state: ReportState): string {
  return `/reporting/show?${new URLSearchParams({ ...choice(state), outform: "csv" }).toString()}`;
}

function choice({ realm, from, by, descending }: ReportState): Readonly<Record<string, string>> {
  return {
    realms: realm === "" ? "*" : realm,
    ...(from === "" ? {} : { date: from }),
    sortby: by,
    sortdir: descending ? "desc" : "asc",
  };
}
