/** A ready question on a page without a server: its form is answered in this browser, over the whole graph. */

import { element } from "./elements";
import { addressOf } from "./inbrowser/addresses";
import { chart, drawable, type Wish } from "./inbrowser/charts";
import { Graph, type Places } from "./inbrowser/graph";
import { found, type Name } from "./inbrowser/names";
import * as terms from "./inbrowser/terms";

interface Parameter {
  name: string;
  type: "iri" | "date" | "integer" | "text";
  default: string;
  kinds: string[];
  choices: string[];
}

interface Knowledge extends Places {
  base: string;
  root: string;
  /** How many rows a page shows at most. */
  rows: number;
  /** The query, cut where terms stand: text, the name of a parameter, text, and so on. */
  pieces: string[];
  parameters: Parameter[];
  title: string;
  /** The picture that the question wishes for, if any. */
  chart: Wish | null;
}

type Term = { type: "uri" | "literal" | "bnode"; value: string };
interface Table {
  head: { vars: string[] };
  results: { bindings: Record<string, Term>[] };
}

const known = JSON.parse(document.getElementById("knowledge")!.textContent!) as Knowledge;
const form = document.querySelector<HTMLFormElement>("form.choices")!;
const told = document.getElementById("told")!;
const graph = new Graph(known, (what) => (told.textContent = what));
/** What leaves a parameter open. */
const OPEN = "UNDEF";
let names: Promise<Name[]> | undefined;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void ask();
});

// An address with values, such as a server's page has it, is answered as it is there.
const given = new URLSearchParams(location.search);
const other = known.parameters.filter(({ name, default: usual }) => (given.get(name) || usual) !== usual);
for (const { name } of other) (form.elements.namedItem(name) as HTMLInputElement).value = given.get(name)!;
if (other.length) void ask();

async function ask(): Promise<void> {
  for (const old of document.querySelectorAll(".fault")) old.remove();
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
  const cancel = new AbortController();
  const stop = element("button", { type: "button", class: "quiet", click: () => cancel.abort() }, "Cancel");
  button.disabled = true;
  button.after(stop);
  try {
    const given = await written(cancel.signal);
    const table = await answered(joined(given), cancel.signal);
    show(joined(given), table, table.results.bindings.length ? [] : await opened(given, cancel.signal));
  } catch (fault) {
    if (!cancel.signal.aborted) form.before(element("p", { class: "fault", role: "alert" }, (fault as Error).message));
  } finally {
    stop.remove();
    button.disabled = false;
  }
}

/** The term of each parameter as SPARQL writes it; throws an `Error` for a value that does not fit. */
async function written(signal: AbortSignal): Promise<Map<string, string>> {
  const values = new FormData(form);
  const found = new Map<string, string>();
  for (const parameter of known.parameters) {
    const value = String(values.get(parameter.name) ?? "").trim() || parameter.default;
    found.set(parameter.name, value ? await term(parameter, value, signal) : OPEN);
  }
  return found;
}

/** The query with a term in place of each parameter. */
function joined(written: Map<string, string>): string {
  return known.pieces.map((piece, i) => (i % 2 ? written.get(piece)! : piece)).join("");
}

async function answered(query: string, signal: AbortSignal): Promise<Table> {
  return JSON.parse((await graph.answer(query, signal)).content) as Table;
}

/** Of a question without an answer: for each value given, in words, how many rows there are without it, if any. */
async function opened(written: Map<string, string>, signal: AbortSignal): Promise<string[]> {
  const told = [];
  for (const [name, value] of written) {
    if (value === OPEN) continue;
    const { results } = await answered(joined(new Map(written).set(name, OPEN)), signal);
    if (results.bindings.length) told.push(`Whatever the ${name}, there ${results.bindings.length === 1 ? "is" : "are"} ${rowsOf(results.bindings.length)}.`);
  }
  return told;
}

function rowsOf(count: number): string {
  return `${count.toLocaleString("en")} row${count === 1 ? "" : "s"}`;
}

async function term({ name, type, kinds, choices }: Parameter, value: string, signal: AbortSignal): Promise<string> {
  if (choices.length && !choices.includes(value)) {
    throw new Error(`${name}: ${value} is none of those it may be: ${choices.join(", ")}`);
  }
  if (type === "iri") {
    names ??= everyName(signal);
    names.catch(() => (names = undefined));
    return terms.iri(found(await names, value, kinds));
  }
  return { date: terms.date, integer: terms.integer, text: terms.text }[type](value);
}

async function everyName(signal: AbortSignal): Promise<Name[]> {
  const { results } = await answered(await graph.names(), signal);
  return results.bindings.map((row) => ({
    iri: row.entity!.value,
    name: row.name!.value,
    label: row.label!.value,
    kind: row.kind!.value.replace(/^.*#/, ""),
  }));
}

/** The answer in place of the one before, in the same form as the template has it; `told` is known of an empty one. */
function show(query: string, { head, results: { bindings } }: Table, told: string[]): void {
  const rows = bindings.slice(0, known.rows);
  const more = bindings.length > rows.length ? ": the first, a program can have all" : "";
  document.getElementById("answer")!.replaceChildren(
    ...(rows.length ? [...picture(rows), element("p", {}, rowsOf(rows.length), more), table(head.vars, rows)] : [none(told)]),
  );
  document.querySelector(".sparql pre")!.textContent = query;
  const editor = document.querySelector<HTMLAnchorElement>(".sparql a")!;
  editor.href = `${known.root}sparql.html?query=${encodeURIComponent(query)}`;
}

/** What an empty answer means, and what it does not. */
function none(told: string[]): HTMLElement {
  const meaning =
    "No row: the graph holds nothing that fits these values. That the report does not say it is no proof that there is none.";
  return element("p", { class: "caveat" }, [meaning, ...told].join(" "));
}

function picture(rows: Record<string, Term>[]): HTMLElement[] {
  if (!known.chart) return [];
  if (!drawable(known.chart)) {
    return [element("p", { class: "caveat" }, "The picture is drawn for the values first given alone.")];
  }
  const texts = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, { value }]) => [name, value])));
  const made = chart(texts, known.chart, known.title);
  if (!made) return [];
  const note = made.note && element("figcaption", {}, made.note);
  return [element("figure", { class: "picture", tabindex: 0 }, made.svg, note)];
}

function table(columns: string[], rows: Record<string, Term>[]): HTMLElement {
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map((row) => element("tr", {}, ...columns.map((name) => element("td", {}, cell(row[name])))));
  return element(
    "div",
    { class: "scroll", tabindex: 0 },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)),
  );
}

/** A value as text, or as a link to the page of a thing of ours or to an address of the web. */
function cell(value: Term | undefined): Node | string {
  if (value?.type !== "uri") return value?.value ?? "";
  const page = addressOf(value.value, known.base);
  if (page) return element("a", { href: known.root + page }, value.value);
  const outside = /^https?:\/\/[^"'<> \n]+$/.test(value.value);
  return outside ? element("a", { href: value.value, rel: "external" }, value.value) : value.value;
}
