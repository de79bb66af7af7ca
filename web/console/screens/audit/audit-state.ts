// What the audit page shows: filters, order and page, and the parameters that ask the server for it.

export type AuditFilters = {
  readonly user: string;
  readonly realm: string;
  readonly serial: string;
  readonly action: string;
  readonly client: string;
  readonly administrator: string;
  /** Which part of the API was called; "": any. */
  readonly area: "" | (typeof areas)[number];
  /** `2026-11-23T18:00`, in the viewer's own zone; `until` is the first moment that is left out. */
  readonly from: string;
  readonly until: string;
  readonly success: "" | "1" | "0";
  readonly detail: string;
};

export type AuditState = {
  readonly filters: AuditFilters;
  readonly by: string;
  readonly descending: boolean;
  readonly page: number;
};

export type AuditEvent =
  | { readonly type: "filter"; readonly set: Partial<AuditFilters> }
  | { readonly type: "clear" }
  | { readonly type: "sort"; readonly by: string }
  | { readonly type: "page"; readonly page: number };

export const areas = ["validate", "userservice", "admin", "system"] as const;

export const auditPerPage = 25;

const noFilters: AuditFilters = {
  user: "",
  realm: "",
  serial: "",
  action: "",
  client: "",
  administrator: "",
  area: "",
  from: "",
  until: "",
  success: "",
  detail: "",
};

/** The sentence that the server writes when a rollout token knocks at a door that it does not open. */
export const alarmFilters: AuditFilters = { ...noFilters, detail: "outside its scope" };

export const firstAudit: AuditState = { filters: noFilters, by: "number", descending: true, page: 1 };

export function stepAudit(state: AuditState, event: AuditEvent): AuditState {
  switch (event.type) {
    case "filter":
      return { ...state, filters: { ...state.filters, ...event.set }, page: 1 };
    case "clear":
      return { ...state, filters: noFilters, page: 1 };
    case "sort":
      return { ...state, by: event.by, descending: state.by === event.by && !state.descending, page: 1 };
    case "page":
      return { ...state, page: event.page };
  }
}

export function hasFilters({ filters }: AuditState): boolean {
  return Object.values(filters).some((value) => value.trim() !== "");
}

/** Parameters of /audit/search, whose patterns are those of SQL. */
export function auditParameters(state: AuditState): Readonly<Record<string, string>> {
  return {
    ...auditFilters(state),
    sortname: state.by,
    sortorder: state.descending ? "desc" : "asc",
    page: String(state.page),
    rp: String(auditPerPage),
  };
}

function auditFilters({ filters }: AuditState): Readonly<Record<string, string>> {
  const { success, from, until, detail, area, action, ...texts } = filters;
  const given = {
    ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, containing(value)])),
    action_detail: containing(detail),
    action: area === "" ? containing(action) : `${area}/${containing(action) || "%"}`,
    from: moment(from),
    until: moment(until),
    success,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

/** In UTC. "" while the field is not complete. */
function moment(field: string): string {
  const date = new Date(field);
  return !/T\d\d:\d\d/.test(field) || Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

function containing(words: string): string {
  return words.trim() === "" ? "" : `%${words.trim()}%`;
}

/** Everything that the filters leave, as a file. */
export function auditFile(state: AuditState): string {
  const order = { sortname: state.by, sortorder: state.descending ? "desc" : "asc" };
  const search = new URLSearchParams({ ...auditFilters(state), ...order, outform: "csv", headers: "true" });
  return `/audit/search?${search.toString()}`;
}
