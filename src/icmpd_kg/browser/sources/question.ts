/** A ready question on a page without a server: its form is answered in this browser, over the whole graph. */

import { element } from "./elements";
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
    const query = await bound(cancel.signal);
    const { content } = await graph.answer(query, cancel.signal);
    show(query, JSON.parse(content) as Table);
  } catch (fault) {
    if (!cancel.signal.aborted) form.before(element("p", { class: "fault", role: "alert" }, (fault as Error).message));
  } finally {
    stop.remove();
    button.disabled = false;
  }
}

/** The query with a term in place of each parameter; throws an `Error` for a value that does not fit. */
async function bound(signal: AbortSignal): Promise<string> {
  const values = new FormData(form);
  const written = new Map<string, string>();
  for (const parameter of known.parameters) {
    const value = String(values.get(parameter.name) ?? "").trim() || parameter.default;
    written.set(parameter.name, value ? await term(parameter, value, signal) : "UNDEF");
  }
  return known.pieces.map((piece, i) => (i % 2 ? written.get(piece)! : piece)).join("");
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
  const { content } = await graph.answer(await graph.names(), signal);
  return (JSON.parse(content) as Table).results.bindings.map((row) => ({
    iri: row.entity!.value,
    name: row.name!.value,
    label: row.label!.value,
    kind: row.kind!.value.replace(/^.*#/, ""),
  }));
}

/** The answer in place of the one before, in the same form as the template has it. */
function show(query: string, { head, results: { bindings } }: Table): void {
  const rows = bindings.slice(0, known.rows);
  const more = bindings.length > rows.length ? ": the first, a program can have all" : "";
  const answer = document.getElementById("answer")!;
  const drawn = answer.querySelector("figure, .undrawn");
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head.vars.map((name) => element("th", { scope: "col" }, name)))),
    element(
      "tbody",
      {},
      ...rows.map((row) => element("tr", {}, ...head.vars.map((name) => element("td", {}, cell(row[name]))))),
    ),
  );
  answer.replaceChildren(
    ...(drawn ? [element("p", { class: "caveat undrawn" }, "The picture is drawn for the values first given alone.")] : []),
    ...(rows.length
      ? [
          element("p", {}, `${rows.length} row${rows.length === 1 ? "" : "s"}${more}`),
          element("div", { class: "scroll", tabindex: 0 }, table),
        ]
      : [element("p", {}, "No row.")]),
  );
  document.querySelector(".sparql pre")!.textContent = query;
  const editor = document.querySelector<HTMLAnchorElement>(".sparql a")!;
  editor.href = `${known.root}sparql.html?query=${encodeURIComponent(query)}`;
}

/** A value as text, or as a link to the page of a thing of ours or to an address of the web. */
function cell(value: Term | undefined): Node | string {
  if (value?.type !== "uri") return value?.value ?? "";
  const page = addressOf(value.value);
  if (page) return element("a", { href: known.root + page }, value.value);
  const outside = /^https?:\/\/[^"'<> \n]+$/.test(value.value);
  return outside ? element("a", { href: value.value, rel: "external" }, value.value) : value.value;
}

/** The address of the page of an IRI of ours, relative to the front page (as `addresses.of` of the Python package). */
function addressOf(iri: string): string | null {
  if (!iri.startsWith(known.base)) return null;
  const rest = iri.slice(known.base.length);
  if (/^(id|fact|question)\//.test(rest)) return `${rest}.html`;
  if (rest.startsWith("ns#")) return `ns/${/^\p{Lu}/u.test(rest.slice(3)) ? "class" : "property"}/${rest.slice(3)}.html`;
  return /^(role|measure|breakdown)\//.test(rest) ? `ns.html#${rest}` : null;
}
