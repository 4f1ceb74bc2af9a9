/** One query asked of a store as our server asks it: our prefixes known, the default graph the union of all. */

import type { Store } from "oxigraph/web.js";
import type { Answer, Packed } from "./messages";

const TABLE = "application/sparql-results+json";
const GRAPH = "text/turtle";

/** The answer; throws an `Error` with line and column where the text is not SPARQL. */
export function answered(store: Store, { base, prefixes }: Pick<Packed, "base" | "prefixes">, query: string): Answer {
  // On a line of their own, so that a line of the query is one below; one that the query declares itself comes after.
  const head = Object.entries(prefixes).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`);
  const ask = (media: string, text = query): Answer => ({
    media,
    content: store.query(`${head.join(" ")}\n${text}`, {
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
    if (!PLACE.test(fault.message)) throw fault;
    const wide = spread(query);
    try {
      return ask(TABLE, wide.text);
    } catch (again) {
      throw new Error(placed((again as Error).message, query, wide));
    }
  }
}

const STRINGS = /"""(?:[^"\\]|\\.|"(?!""))*"""|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'/;
const APART = new RegExp(`${STRINGS.source}|<[^<>"{}|^\`\\x00-\\x20]*>|#[^\\r\\n]*`, "gs");

/** Whether the query says itself, with FROM, which graphs it asks. */
function namesGraphs(query: string): boolean {
  return /(?<![\w?$:@-])FROM(?![\w:-])/i.test(query.replace(APART, " "));
}

const PLACE = /^error at (\d+):(\d+): ([^]*)/;
const WORD = new RegExp(`${APART.source}|[{}]|\\s+|[^\\s{}"'<#]+|.`, "gs");
const GAP = " ".repeat(20);

interface Spread {
  text: string;
  /** The offset in the query of each character of the text. */
  offsets: number[];
}

/**
 * A query with wide gaps between its words. The engine reads as many characters as a keyword has letters before it sees that
 * another word stands there, and complains of the last place it read: so that place is never beyond the next word.
 */
function spread(query: string): Spread {
  let text = "";
  const offsets: number[] = [];
  for (const { 0: word, index } of query.matchAll(WORD)) {
    const blank = /^[\s#]/.test(word);
    const written = blank ? (word.includes("\n") ? `\n${GAP}` : GAP) : `${GAP.repeat(Number(/^[{}]/.test(word)))}${word}`;
    text += written;
    for (let i = 0; i < written.length; i += 1) {
      offsets.push(index + (blank ? word.length : Math.max(word.length - written.length + i, 0)));
    }
  }
  return { text: text + GAP, offsets };
}

/** The engine's complaint with its place in the query and that line; what could stand there is most of the grammar. */
function placed(complaint: string, query: string, { text, offsets }: Spread): string {
  const found = PLACE.exec(complaint);
  if (!found) return complaint;
  // Our prefixes stand on a line above.
  const before = text.split("\n").slice(0, Number(found[1]) - 2);
  const read = before.reduce((sum, each) => sum + each.length + 1, 0) + Number(found[2]) - 1;
  const keyword = /^expected (?:one of )?([A-Z_]+)\b/.exec(found[3]!)?.[1] ?? "";
  const offset = offsets[Math.max(read - keyword.length, 0)] ?? query.length;
  const lines = query.slice(0, offset).split("\n");
  const column = lines.at(-1)!.length + 1;
  const word = /^[?$]?[\w:-]+|^\S/.exec(query.slice(offset))?.[0];
  let message = found[3]!;
  if (message.includes("Prefix not found")) message = "this prefix is not declared; add a PREFIX line";
  else if (message.startsWith("expected")) message = word ? `“${word}” cannot stand here` : "something is missing here";
  return `line ${lines.length}, column ${column}: ${message}\n  ${query.split("\n")[lines.length - 1]}\n  ${" ".repeat(column - 1)}^`;
}
