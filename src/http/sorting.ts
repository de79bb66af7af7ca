// What can be sorted by a column, and which columns somebody may have meant who misspelt one.

import { Refusal } from "../core/problem.ts";

/** Refuses, and names the columns that look like the one that was asked for. `what`: `Tokens`. */
export function notSortable(what: string, column: string, columns: readonly string[]): never {
  throw new Refusal({ code: "not-sortable", what, column, near: closeNames(column, columns) });
}

const mostNames = 3;
const alike = 0.6;

/** At most three, the likest first. Long names are no misspellings, and comparing them would cost time. */
export function closeNames(name: string, names: readonly string[]): readonly string[] {
  if (name.length > 40) return [];
  return names
    .map((each) => ({ each, likeness: likeness(name, each) }))
    .filter((found) => found.likeness >= alike)
    .toSorted((left, right) => right.likeness - left.likeness)
    .slice(0, mostNames)
    .map(({ each }) => each);
}

/** Ratcliff and Obershelp: how much of two texts is in common pieces, from 0 to 1. */
function likeness(left: string, right: string): number {
  return (2 * inCommon(left, right)) / Math.max(1, left.length + right.length);
}

function inCommon(left: string, right: string): number {
  const { from, at, length } = longestPiece(left, right);
  if (length === 0) return 0;
  const before = inCommon(left.slice(0, from), right.slice(0, at));
  return before + length + inCommon(left.slice(from + length), right.slice(at + length));
}

interface Piece {
  /** Where it begins on the left, and on the right. */
  readonly from: number;
  readonly at: number;
  readonly length: number;
}

function longestPiece(left: string, right: string): Piece {
  let best: Piece = { from: 0, at: 0, length: 0 };
  for (let from = 0; from < left.length; from++) {
    for (let at = 0; at < right.length; at++) {
      let length = 0;
      while (from + length < left.length && left[from + length] === right[at + length]) length++;
      if (length > best.length) best = { from, at, length };
    }
  }
  return best;
}
