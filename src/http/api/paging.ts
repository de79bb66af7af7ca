// Pages of the REST door: they count from 0, and what is no number is refused (contract 10 section 9).

import { type Fields, fieldsOf, optional, required } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Call } from "../call.ts";

export interface Paging {
  /** From 0. */
  readonly page: number;
  /** Undefined: everything in one page. */
  readonly size: number | undefined;
}

/** `fallback`: the size of a page that nobody asked for; undefined stands for everything, and so does 0. */
export function readPaging(fields: Fields, fallback: number | undefined): Paging {
  const size = wholeNumber(fields, "pageSize") ?? fallback ?? 0;
  return { page: wholeNumber(fields, "page") ?? 0, size: size === 0 ? undefined : size };
}

function wholeNumber(fields: Fields, name: string): number | undefined {
  const written = optional(fields, name);
  if (written === undefined) return undefined;
  if (!/^\s*\+?\d{1,9}\s*$/.test(written)) throw new Refusal({ code: "not-a-number", text: written });
  return Number(written);
}

export interface PageHead {
  readonly page: number;
  readonly pageSize: number;
  readonly totalPages: number;
  readonly totalRecords: number;
}

export function pageHead({ page, size }: Paging, total: number): PageHead {
  const pageSize = size ?? total;
  const totalPages = pageSize === 0 ? 0 : Math.ceil(total / pageSize);
  return { page, pageSize, totalPages, totalRecords: total };
}

/** `desc` in any case; everything else is ascending. */
export function isDescending(fields: Fields, fallback: "asc" | "desc"): boolean {
  return (optional(fields, "sortOrder") ?? fallback).toLowerCase() === "desc";
}

/** A part of the path, under the same rules as any parameter. */
export function pathPart({ params }: Call, name: string): string {
  return required(fieldsOf(params), name);
}
