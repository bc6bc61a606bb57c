// A window onto a list of any length. A browser's element can not be as high as a million rows, so beyond a limit the scroll bar
// stands for the list in proportion: where it is decides which row is first, and the rows are drawn where the eye is.
import { type RefObject, useCallback, useEffect, useState } from "react";

/** Higher elements are cut off: Chromium at 33,554,430 px, Firefox at 17,895,697. */
export const HIGHEST = 15_000_000;

export interface Window {
  /** Height of what scrolls, in px. */
  height: number;
  /** The first row to draw, from 0. */
  first: number;
  /** How far the first row is scrolled out, in px. */
  shift: number;
  /** How many rows to draw. */
  rows: number;
  /** Scrolls so that a row is seen. */
  show(row: number): void;
}

/** Which row is first, and how far it is out, at a place of the scroll bar. */
export function windowAt(scrollTop: number, total: number, row: number, view: number): { first: number; shift: number; height: number } {
  const real = total * row;
  const height = Math.min(real, HIGHEST);
  const most = Math.max(0, real - view);
  const top = height - view <= 0 ? 0 : Math.min(most, (scrollTop / (height - view)) * most);
  const first = Math.floor(top / row);
  return { first, shift: top - first * row, height };
}

export function useScaledWindow(frame: RefObject<HTMLElement | null>, total: number, row: number, head = 0): Window {
  const [top, setTop] = useState(0);
  const [outer, setOuter] = useState(600);
  const view = Math.max(row, outer - head);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let asked = 0;
    const scrolled = () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => setTop(element.scrollTop));
    };
    const measure = () => setOuter(element.clientHeight || 600);
    measure();
    element.addEventListener("scroll", scrolled, { passive: true });
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(measure);
    observer?.observe(element);
    return () => {
      cancelAnimationFrame(asked);
      element.removeEventListener("scroll", scrolled);
      observer?.disconnect();
    };
  }, [frame]);
  const at = windowAt(top, total, row, view);
  const show = useCallback(
    (wanted: number) => {
      const element = frame.current;
      if (!element) return;
      const now = windowAt(element.scrollTop, total, row, view);
      const whole = Math.floor(view / row);
      const last = now.first + (now.shift > 0 ? 1 : 0);
      if (wanted >= last && wanted < last + whole - (now.shift > 0 ? 1 : 0)) return;
      const first = wanted < last ? wanted : wanted - whole + 1;
      const most = Math.max(1, total * row - view);
      element.scrollTop = (Math.min(most, first * row) / most) * (now.height - view);
      setTop(element.scrollTop);
    },
    [frame, total, row, view],
  );
  return { ...at, rows: Math.max(0, Math.min(Math.ceil(view / row) + 1, total - at.first)), show };
}
