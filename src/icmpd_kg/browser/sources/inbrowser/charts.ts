/** Charts of an answer as SVG: ties between two columns and spans of time, drawn to the point as `charts.py` draws them. */

import { drawn } from "../elements";

/** What the header of a question wishes for: the form of the picture, and the columns that go into it. */
export interface Wish {
  type: string;
  x: string;
  y: string;
}

export interface Chart {
  svg: SVGElement;
  note: string;
}

type Row = Record<string, string>;

const WIDTH = 760;
const ROW = 24;
const MOST = 40;
const NAME = 300;
const LETTERS = 38;

const FORMS: Record<string, (rows: Row[], wish: Wish, title: string) => Chart | null> = {
  network: ties,
  timeline: spans,
};

/** Whether pictures of a form can be drawn here: those of the questions that have a value to be changed. */
export function drawable({ type }: Wish): boolean {
  return type in FORMS;
}

/** The chart of an answer; null where it has nothing that could be shown. */
export function chart(rows: Row[], wish: Wish, title: string): Chart | null {
  return FORMS[wish.type]!(rows, wish, title);
}

/** Two columns of names, a line a tie. */
function ties(rows: Row[], { x, y }: Wish, title: string): Chart | null {
  const pairs = rows.filter((row) => row[x] && row[y]).map((row) => [row[x]!, row[y]!] as const);
  const [left, right] = [0, 1].map((side) => [...new Set(pairs.map((pair) => pair[side]!))]) as [string[], string[]];
  const height = Math.max(Math.min(left.length, MOST), Math.min(right.length, MOST)) * ROW;
  const [from, to] = [spread(left.slice(0, MOST), height), spread(right.slice(0, MOST), height)];
  const each = new Map(pairs.map((pair) => [JSON.stringify(pair), pair])).values();
  const shown = [...each].filter(([one, other]) => from.has(one) && to.has(other));
  if (!shown.length) return null;
  const lines = shown.map(([one, other]) => {
    const [a, b] = [from.get(one)!.toFixed(1), to.get(other)!.toFixed(1)];
    return drawn("path", { class: "tie", d: `M${NAME},${a} C${WIDTH / 2},${a} ${WIDTH / 2},${b} ${WIDTH - NAME},${b}` });
  });
  const names = [
    ...[...from].map(([text, at]) => name(text, NAME - 8, at, "end")),
    ...[...to].map(([text, at]) => name(text, WIDTH - NAME + 8, at, "start")),
  ];
  return {
    svg: svg(height, `${title}: ${x} and ${y}`, [...lines, ...names]),
    note: leftOut(Math.max(left.length, right.length)),
  };
}

/** A line a row, from its first day to its last; open ends fade. */
function spans(rows: Row[], { x, y }: Wish, title: string): Chart | null {
  const dated = rows.filter((row) => row[x] && row[y]).map((row) => [row[y]!, row[x]!, row.last || row.end || ""] as const);
  const days = dated.flatMap(([, first, last]) => [first, last]).filter((day) => /^\d{4}/.test(day));
  const years = days.map((day) => Number(day.slice(0, 4)));
  if (!years.length) return null;
  const [begin, end] = [Math.min(...years), Math.max(...years) + 1];
  const room = WIDTH - NAME - 20;
  const at = (day: string, open: number) => {
    if (!/^\d{4}-\d\d/.test(day)) return NAME + room * open;
    const [year, month, date] = [day.slice(0, 4), day.slice(5, 7), day.slice(8, 10) || "1"].map(Number) as [number, number, number];
    return NAME + (room * (year + (month - 1) / 12 + (date - 1) / 366 - begin)) / (end - begin);
  };
  const shown = dated.slice(0, MOST);
  const marks = shown.flatMap(([text, first, last], i) => {
    const [start, stop] = [at(first, 0), at(last, 1)];
    return [
      name(text, NAME - 8, (i + 1) * ROW + ROW / 2, "end"),
      drawn("rect", {
        class: last ? "span" : "span open",
        x: start.toFixed(1),
        y: (i + 1) * ROW + 6,
        width: Math.max(stop - start, 5).toFixed(1),
        height: ROW - 12,
        rx: 3,
      }),
    ];
  });
  const step = Math.max(1, Math.floor((end - begin) / 8));
  for (let year = begin; year < end; year += step) {
    marks.push(name(String(year), NAME + (room * (year - begin)) / (end - begin), 12, "middle", "figure"));
  }
  return { svg: svg((shown.length + 1) * ROW, `${title}: ${y} in time`, marks), note: leftOut(dated.length) };
}

function svg(height: number, title: string, marks: SVGElement[]): SVGElement {
  const viewBox = `0 0 ${WIDTH} ${Math.floor(height) + 4}`;
  const attributes = { class: "chart", viewBox, role: "img", "aria-label": title, preserveAspectRatio: "xMidYMin" };
  return drawn("svg", attributes, ...marks);
}

function name(text: string, x: number, y: number, anchor: string, style = "name"): SVGElement {
  const letters = [...text];
  const short = letters.length <= LETTERS ? text : `${letters.slice(0, LETTERS - 1).join("").trimEnd()}…`;
  const place = { class: style, x: x.toFixed(1), y: (y + 4).toFixed(1), "text-anchor": anchor };
  return drawn("text", place, short, short !== text && drawn("title", {}, text));
}

/** The names of a column, evenly over its height. */
function spread(names: string[], height: number): Map<string, number> {
  return new Map(names.map((each, i) => [each, (height * (i + 0.5)) / names.length]));
}

function leftOut(count: number): string {
  return count > MOST ? `The picture shows the first ${MOST} of ${count}; the table has all.` : "";
}
