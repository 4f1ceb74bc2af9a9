/** One query asked of a store as our server asks it: our prefixes known, the default graph the union of all. */

import type { Answer, Packed } from "./messages";

export interface Asks {
  query(query: string, options: object): unknown;
}

const TABLE = "application/sparql-results+json";
const GRAPH = "text/turtle";

/** The answer; throws an `Error` with line and column where the text is not SPARQL. */
export function answered(store: Asks, { base, prefixes }: Pick<Packed, "base" | "prefixes">, query: string): Answer {
  // On a line of their own, so that a line of the query is one below; one that the query declares itself comes after.
  const head = Object.entries(prefixes).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`);
  const text = `${head.join(" ")}\n${query}`;
  const ask = (media: string): Answer => ({
    media,
    content: store.query(text, {
      base_iri: base,
      results_format: media,
      use_default_graph_as_union: !namesGraphs(query),
    }) as string,
  });
  try {
    return ask(TABLE);
  } catch (fault) {
    if (!(fault instanceof Error) || fault.constructor !== Error) throw fault;
    // The engine alone knows which form a query has; it says so before it looks for the first solution.
    if (fault.message.startsWith("Not supported RDF format")) return ask(GRAPH);
    throw new Error(placed(fault.message, query));
  }
}

const STRINGS = /"""(?:[^"\\]|\\.|"(?!""))*"""|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'/;
const APART = new RegExp(`${STRINGS.source}|<[^<>"{}|^\`\\x00-\\x20]*>|#[^\\r\\n]*`, "gs");

/** Whether the query says itself, with FROM, which graphs it asks. */
export function namesGraphs(query: string): boolean {
  return /(?<![\w?$:@-])FROM(?![\w:-])/i.test(query.replace(APART, " "));
}

/** The engine's complaint with its place in the query and that line; what could stand there is most of the grammar. */
function placed(complaint: string, query: string): string {
  const found = /^error at (\d+):(\d+): ([^]*)/.exec(complaint);
  if (!found) return complaint;
  const line = Math.max(Number(found[1]) - 1, 1);
  const column = Number(found[2]);
  const expected = /^expected (?:one of )?([A-Z_]+)\b/.exec(found[3]!)?.[1];
  const text = query.split("\n")[line - 1] ?? "";
  const message = expected || found[3]!.startsWith("expected one of") ? "this is not SPARQL" : found[3]!;
  // Where the engine looked for a keyword, it has read as many letters as that has.
  const at = Math.max(column - (expected?.length ?? 0), 1);
  return `line ${line}, column ${at}: ${message}\n  ${text}\n  ${" ".repeat(at - 1)}^`;
}
