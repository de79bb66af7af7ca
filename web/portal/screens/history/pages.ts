// Which page of the history is shown.

export const perPage = 15;

export function pageCount(total: number): number {
  return Math.max(1, Math.ceil(total / perPage));
}

export function clampPage(page: number, pages: number): number {
  return Math.min(Math.max(1, page), pages);
}
