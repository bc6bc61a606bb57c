// Spans count Unicode scalar values, as the server does; JavaScript counts UTF-16 units, so the text is cut by its characters.
import type { Criterion, Span, Understood } from "#/api/types";

export interface Piece {
  start: number;
  text: string;
  criterion: number | null;
  understood: Understood | "";
}

/** The text in pieces: what belongs to a criterion and what stands between. A span that overlaps an earlier one is left out. */
export function cut(text: string, criteria: Pick<Criterion, "criterion" | "span" | "understood">[]): Piece[] {
  const letters = Array.from(text);
  const pieces: Piece[] = [];
  let at = 0;
  const plain = (to: number) => {
    if (to > at) pieces.push({ start: at, text: letters.slice(at, to).join(""), criterion: null, understood: "" });
  };
  for (const { criterion, span, understood } of [...criteria].sort((a, b) => a.span.start - b.span.start)) {
    if (span.end <= span.start || span.start < at || span.end > letters.length) continue;
    plain(span.start);
    pieces.push({ start: span.start, text: letters.slice(span.start, span.end).join(""), criterion, understood });
    at = span.end;
  }
  plain(letters.length);
  return pieces;
}

/** A text in three: before, inside and after a span. */
export function around(text: string, span: Span): [string, string, string] {
  const letters = Array.from(text);
  const start = Math.max(0, Math.min(span.start, letters.length));
  const end = Math.max(start, Math.min(span.end, letters.length));
  return [letters.slice(0, start).join(""), letters.slice(start, end).join(""), letters.slice(end).join("")];
}
