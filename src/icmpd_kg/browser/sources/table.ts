/** The ties as a table: the same as the picture, for those who cannot see it, or would rather read. */

import { element } from "./elements";
import { button, count, named, type Told } from "./evidence";
import type { Tie } from "./network";

interface Column {
  name: string;
  /** What a row is sorted by. */
  of(tie: Tie): string | number;
  cell(tie: Tie): Node | string;
}

/** A browser gets slow over more rows than this at once; the rest comes when asked for. */
const FIRST = 1000;

export class Table {
  readonly part = element("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Ties of the network" });
  private readonly columns: Column[];
  private sorted = 0;
  private falling = false;
  private ties: Tie[] = [];

  constructor(told: Told) {
    this.columns = columns(told);
  }

  show(ties: Tie[], all = false): void {
    this.ties = ties;
    const by = this.columns[this.sorted];
    const rows = by ? [...ties].sort((a, b) => compare(by.of(a), by.of(b)) * (this.falling ? -1 : 1)) : ties;
    const seen = all ? rows : rows.slice(0, FIRST);
    const more = rows.length - seen.length;
    this.part.replaceChildren(
      element(
        "table",
        {},
        element("caption", {}, `${count(ties.length, "tie")}, as the filters leave them`),
        element("thead", {}, element("tr", {}, ...this.columns.map((column, i) => this.head(column, i)))),
        element("tbody", {}, ...seen.map((tie) => this.row(tie))),
      ),
      more > 0
        ? element(
            "p",
            {},
            element(
              "button",
              { type: "button", click: () => this.show(ties, true) },
              `Show ${count(more, "more tie")}`,
            ),
          )
        : "",
    );
  }

  private head(column: Column, index: number): HTMLElement {
    const sort = () => {
      this.falling = this.sorted === index && !this.falling;
      this.sorted = index;
      this.show(this.ties);
      this.part.querySelectorAll<HTMLElement>("thead button")[index]?.focus();
    };
    const order = index === this.sorted ? (this.falling ? "descending" : "ascending") : null;
    return element(
      "th",
      { scope: "col", "aria-sort": order },
      element("button", { type: "button", click: sort }, column.name),
    );
  }

  private row(tie: Tie): HTMLElement {
    const [first, ...rest] = this.columns.map((column) => column.cell(tie));
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, first ?? ""),
      ...rest.map((cell) => element("td", {}, cell)),
    );
  }
}

function columns(told: Told): Column[] {
  const { network } = told;
  const plain = (name: string, value: (tie: Tie) => string | number): Column => ({
    name,
    of: value,
    cell: (tie) => String(value(tie)),
  });
  const end = (name: string, which: "source" | "target"): Column => ({
    name,
    of: (tie) => tie[which].label,
    cell: (tie) => button(tie[which], told),
  });
  if (network.ties.some((tie) => tie.shared.length)) {
    const names = (tie: Tie) => tie.shared.map((iri) => named(iri, told)).join("; ");
    return [
      end("One", "source"),
      end("Other", "target"),
      plain("Weight", (tie) => Number((tie.weight ?? 0).toPrecision(4))),
      plain("Share", names),
    ];
  }
  const told_: Column[] = [
    plain("Date", (tie) => tie.date),
    plain("Rests on", (tie) => tie.basis),
    plain("Page", (tie) => Number(tie.evidence?.page ?? 0) || ""),
    plain("Quotation", (tie) => tie.evidence?.quotation ?? ""),
  ];
  const used = told_.filter((column) => network.ties.some((tie) => column.of(tie) !== ""));
  return [end("From", "source"), plain("Role", (tie) => tie.role), end("To", "target"), ...used];
}

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
}
