/** The filters: by role, what a tie rests on, kind, region, year and weight. What is ticked is shown. */

import { BASES, doubtful, type Look } from "./appearance";
import { drawn, element, id } from "./elements";
import { type Network, NONE_TOLD, type Tie, words } from "./network";

/** One filter: its part of the page, whether it lets a tie through, and how it is set back. */
interface Facet {
  part: HTMLElement;
  keeps(tie: Tie): boolean;
  reset(): void;
}

export class Facets {
  readonly part: HTMLElement;
  private readonly facets: Facet[];

  constructor(network: Network, looks: Map<string, Look>, changed: () => void) {
    const { ties } = network;
    const facets = [
      choice("Kind", ties, (tie) => [tie.source.kind, tie.target.kind], changed, {
        all: true,
        open: true,
        counts: count([...network.nodes.values()].map((node) => node.kind)),
        mark: (kind) => swatch(looks.get(kind)),
        named: words,
      }),
      choice("Role", ties, (tie) => (tie.role ? [tie.role] : []), changed, { open: true }),
      choice("Rests on", ties, (tie) => (tie.basis ? [tie.basis] : []), changed, {
        open: true,
        order: Object.keys(BASES),
        mark: line,
        means: (basis) => BASES[basis]?.means ?? "",
      }),
      years(ties, changed),
      weights(ties, changed),
      choice(
        "Region of the report",
        ties,
        regions((node) => node.regions),
        changed,
        {},
      ),
      choice(
        "Region (UN M49)",
        ties,
        regions((node) => node.unRegions),
        changed,
        {},
      ),
    ];
    this.facets = facets.filter((facet) => facet !== null);
    const reset = () => {
      for (const facet of this.facets) facet.reset();
      changed();
    };
    this.part = element(
      "div",
      { class: "facets" },
      ...this.facets.map((facet) => facet.part),
      element("button", { type: "button", class: "reset", click: reset }, "Show everything again"),
    );
  }

  keeps(tie: Tie): boolean {
    return this.facets.every((facet) => facet.keeps(tie));
  }
}

/** Of a tie, the regions of either end: it stays if one of them is ticked. */
function regions(of: (node: Tie["source"]) => string[]): (tie: Tie) => string[] {
  return (tie) => {
    const found = [...new Set([...of(tie.source), ...of(tie.target)])];
    return found.length ? found : [NONE_TOLD];
  };
}

interface Options {
  /** Whether all values of a tie must be ticked, as with the kinds of its two ends, or one of them. */
  all?: boolean;
  open?: boolean;
  mark?: (value: string) => SVGElement;
  named?: (value: string) => string;
  means?: (value: string) => string;
  /** The values that come first. */
  order?: string[];
  /** How often each value occurs, if not in ties. */
  counts?: Map<string, number>;
}

/** A box to tick for each value; null where there are fewer than two to choose from. */
function choice(
  title: string,
  ties: Tie[],
  of: (tie: Tie) => string[],
  changed: () => void,
  options: Options,
): Facet | null {
  const counts = options.counts ?? count(ties.flatMap((tie) => [...new Set(of(tie))]));
  if (!counts.size || (counts.size === 1 && !options.mark)) return null;
  const order = [...(options.order ?? []), NONE_TOLD];
  const last = (value: string) => (order.includes(value) ? order.indexOf(value) : -1);
  const values = [...counts.keys()].sort((a, b) => last(a) - last(b) || a.localeCompare(b, "en"));
  const ticked = new Set(values);
  const boxes = new Map(
    values.map((value) => [value, element("input", { type: "checkbox", checked: true, change: () => tick(value) })]),
  );
  const state = element("span", { class: "state" });
  const tell = () => (state.textContent = ticked.size === values.length ? "" : ` ${ticked.size} of ${values.length}`);
  const tick = (value: string) => {
    if (boxes.get(value)?.checked) ticked.add(value);
    else ticked.delete(value);
    tell();
    changed();
  };
  const every = (on: boolean) => {
    for (const [value, box] of boxes) {
      box.checked = on;
      if (on) ticked.add(value);
      else ticked.delete(value);
    }
    tell();
  };
  const button = (name: string, on: boolean) =>
    element("button", { type: "button", "aria-label": `${name}: ${title}`, click: () => (every(on), changed()) }, name);
  const rows = values.map((value) => {
    const name = (options.named ?? String)(value);
    const means = options.means?.(value);
    return element(
      "li",
      {},
      element(
        "label",
        {},
        boxes.get(value),
        options.mark?.(value),
        element("span", { class: "name" }, name, means ? element("small", {}, means) : null),
        element("span", { class: "count" }, String(counts.get(value))),
      ),
    );
  });
  const both = element("p", { class: "both" }, button("All", true), button("None", false));
  return {
    part: folded(title, state, options.open ?? false, values.length > 2 ? both : null, element("ul", {}, ...rows)),
    keeps: (tie) => {
      const found = of(tie);
      return (
        !found.length ||
        (options.all ? found.every((value) => ticked.has(value)) : found.some((value) => ticked.has(value)))
      );
    },
    reset: () => every(true),
  };
}

function count(values: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** From one year to another; ties without any date are a choice of their own. */
function years(ties: Tie[], changed: () => void): Facet | null {
  const told = ties.flatMap((tie) => tie.years).filter((year) => year !== null);
  if (!told.length) return null;
  const [first, last] = [Math.min(...told), Math.max(...told)];
  const undated = ties.filter((tie) => !tie.dated).length;
  const keep = element("input", { type: "checkbox", checked: true, change: changed });
  const state = element("span", { class: "state" });
  const whole = () => Number(from.value) === first && Number(to.value) === last;
  const slide = (moved: HTMLInputElement, held: HTMLInputElement, above: boolean) => {
    if (above ? Number(moved.value) < Number(held.value) : Number(moved.value) > Number(held.value))
      held.value = moved.value;
    tell();
    changed();
  };
  const from = slider(first, last, first, () => slide(from, to, false));
  const to = slider(first, last, last, () => slide(to, from, true));
  const outputs = [element("output", {}), element("output", {})];
  const tell = () => {
    for (const [output, input] of [
      [outputs[0], from],
      [outputs[1], to],
    ] as const)
      if (output) output.textContent = input.value;
    state.textContent = whole() ? "" : from.value === to.value ? ` ${from.value}` : ` ${from.value} to ${to.value}`;
  };
  tell();
  return {
    part: folded(
      "Year",
      state,
      true,
      first === last
        ? element("p", {}, `All dates lie in ${first}.`)
        : element("div", { class: "years" }, labelled("from", from, outputs[0]), labelled("to", to, outputs[1])),
      undated
        ? element(
            "label",
            { class: "undated" },
            keep,
            element("span", { class: "name" }, "without any date"),
            element("span", { class: "count" }, String(undated)),
          )
        : null,
    ),
    keeps: (tie) => {
      if (!tie.dated) return keep.checked;
      return (
        whole() || ((tie.years[0] ?? -Infinity) <= Number(to.value) && (tie.years[1] ?? Infinity) >= Number(from.value))
      );
    },
    reset: () => {
      [from.value, to.value, keep.checked] = [String(first), String(last), true];
      tell();
    },
  };
}

/** Of a projection: the least weight. */
function weights(ties: Tie[], changed: () => void): Facet | null {
  const told = ties.map((tie) => tie.weight).filter((weight) => weight !== null);
  const [least, most] = [Math.min(...told), Math.max(...told)];
  if (!told.length || least === most) return null;
  const output = element("output", {});
  const step = told.every(Number.isInteger) ? 1 : (most - least) / 50;
  const input = slider(least, most, least, () => (tell(), changed()), step);
  const tell = () => (output.textContent = String(Number(Number(input.value).toPrecision(3))));
  tell();
  return {
    part: folded(
      "Weight",
      element("span", { class: "state" }),
      true,
      element("div", { class: "years" }, labelled("at least", input, output)),
    ),
    keeps: (tie) => tie.weight === null || tie.weight >= Number(input.value) - 1e-9,
    reset: () => {
      input.value = String(least);
      tell();
    },
  };
}

function slider(least: number, most: number, value: number, input: () => void, step = 1): HTMLInputElement {
  return element("input", { type: "range", min: least, max: most, step, value, id: id("range"), input });
}

function labelled(name: string, input: HTMLInputElement, output: HTMLElement | undefined): HTMLElement {
  return element("p", {}, element("label", { for: input.id }, name), input, output);
}

function folded(title: string, state: HTMLElement, open: boolean, ...parts: (HTMLElement | null)[]): HTMLElement {
  return element("details", { open }, element("summary", {}, element("span", {}, title), state), ...parts);
}

/** The shape and colour of a kind, as in the picture. */
export function swatch(look: Look | undefined): SVGElement {
  const shapes = {
    circle: () => drawn("circle", { cx: 8, cy: 8, r: 6 }),
    square: () => drawn("rect", { x: 2.5, y: 2.5, width: 11, height: 11 }),
    diamond: () => drawn("path", { d: "M8 1 15 8 8 15 1 8Z" }),
    triangle: () => drawn("path", { d: "M8 1.5 15 14H1Z" }),
  };
  const shape = shapes[look?.shape ?? "circle"]();
  shape.setAttribute("fill", look?.color ?? "none");
  return drawn("svg", { class: "swatch", viewBox: "0 0 16 16", "aria-hidden": "true" }, shape);
}

/** A line as ties of this basis are drawn. */
function line(basis: string): SVGElement {
  const stroke = drawn("path", { d: "M0 8H24", class: doubtful(basis) ? "doubtful" : "sure" });
  return drawn("svg", { class: "line", viewBox: "0 0 24 16", "aria-hidden": "true" }, stroke);
}
