/** Search and suggestions on pages without a server: the index of names is a script, loaded when it is first needed. */

import { element } from "./elements";
import { script } from "./inbrowser/scripts";
import { folded, likeness } from "./inbrowser/names";

/** A thing as the index has it: its label, its class, the address of its page, and whatever else it goes by. */
type Row = [label: string, kind: string, page: string, ...others: string[]];

interface Suggestion {
  label: string;
  kind: string;
  page: string;
  /** The name that was met, where it is not the label. */
  matched: string;
}

declare global {
  var icmpdNames: Row[] | undefined;
  var icmpdSuggest: typeof suggest | undefined;
}

interface Known {
  row: Row;
  /** Every name and the same folded, the label first. */
  names: { name: string; folded: string }[];
}

// Two names that share less than half of their pairs of letters are two names.
const ALIKE = 0.5;
const root = (document.currentScript as HTMLScriptElement).dataset.root!;
let index: Promise<Known[]> | undefined;

/**
 * What someone who is typing may mean, of the classes in `kinds` or of any: the things in one of whose names words begin with
 * each word wanted, the shortest names first; if there is none, those with the names that are most like it.
 */
async function suggest(wanted: string, kinds = "", limit = 8): Promise<Suggestion[]> {
  const sought = folded(wanted);
  if (!sought) return [];
  const allowed = kinds.split(" ").filter(Boolean);
  const known = (await (index ??= read())).filter(({ row }) => !allowed.length || allowed.includes(row[1]));
  const begun = met(known, (name) => (begins(name, sought) ? 1 / name.length : 0));
  const found = begun.length ? begun : met(known, (name) => near(name, sought));
  return found.slice(0, limit);
}

async function read(): Promise<Known[]> {
  await script(`${root}names.js`);
  return globalThis.icmpdNames!.map((row) => ({
    row,
    names: [row[0], ...row.slice(3)].map((name) => ({ name, folded: folded(name) })),
  }));
}

/** The things with a name of some worth, the worthiest first; each by its worthiest name. */
function met(known: Known[], worth: (folded: string) => number): Suggestion[] {
  return known
    .map(({ row: [label, kind, page], names }) => {
      const worths = names.map(({ folded }) => worth(folded));
      const most = Math.max(...worths);
      return { label, kind, page, most, matched: names[worths.indexOf(most)]!.name };
    })
    .filter(({ most }) => most > 0)
    .sort((a, b) => b.most - a.most || (a.label < b.label ? -1 : 1))
    .map(({ label, kind, page, matched }) => ({ label, kind, page, matched: matched === label ? "" : matched }));
}

function begins(name: string, sought: string): boolean {
  const words = name.split(" ");
  return sought.split(" ").every((head) => words.some((word) => word.startsWith(head)));
}

/** How like a name a text is, or the beginning of one that is not yet written to its end; 0 where they are not alike. */
function near(name: string, sought: string): number {
  const score = Math.max(likeness(name, sought), likeness(name.slice(0, sought.length), sought));
  return score > ALIKE ? score : 0;
}

/** The page of search, which shows what its address asks for. */
async function show(place: HTMLElement, wanted: string): Promise<void> {
  document.querySelector<HTMLInputElement>("#q")!.value = wanted;
  const found = await suggest(wanted, "", 50);
  place.replaceChildren(
    ...found.map(({ label, kind, page, matched }) =>
      element(
        "li",
        {},
        element("a", { href: root + page }, label),
        " ",
        element("span", { class: "detail" }, kind, matched && `, found as “${matched}”`),
      ),
    ),
  );
  document.getElementById("told")!.textContent = found.length
    ? `“${wanted}”: ${found.length === 50 ? "the first 50" : `${found.length} found`}`
    : `Nothing goes by a name like “${wanted}”. Try another spelling.`;
}

globalThis.icmpdSuggest = suggest;
const place = document.getElementById("found");
const wanted = new URLSearchParams(location.search).get("q")?.trim();
if (place && wanted) void show(place, wanted);
