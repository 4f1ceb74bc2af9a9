/** A network as `icmpd-kg network NAME --format json` writes it (node-link), read into values with names. */

export interface Node {
  id: string;
  label: string;
  kind: string;
  /** Its regions: those the report speaks of, and those of the standard M49. */
  regions: string[];
  unRegions: string[];
  /** What else is known of it, as it is shown: country, coordinates, measures. */
  more: [string, string][];
}

export interface Tie {
  id: string;
  source: Node;
  target: Node;
  role: string;
  basis: string;
  evidence: Evidence | null;
  /** The first and the last year in which it may hold; null is open, and `dated` is false where both are unknown. */
  years: [number | null, number | null];
  dated: boolean;
  date: string;
  /** Of a projection: the weight, and the IRIs of what its two ends share. */
  weight: number | null;
  shared: string[];
}

/** The first place that states a tie, and how many there are. */
export interface Evidence {
  page: string;
  quotation: string;
  places: number;
}

export interface Network {
  title: string;
  directed: boolean;
  nodes: Map<string, Node>;
  ties: Tie[];
  tiesOf: Map<string, Tie[]>;
}

type Attributes = Record<string, unknown>;

export const NONE_TOLD = "none told";
const SHOWN_APART = new Set(["id", "iri", "label", "kind", "region", "un_region", "bipartite"]);
const CALLED: Record<string, string> = { lat: "latitude", long: "longitude" };

/** The network in node-link JSON; throws where it is none. */
export function read(data: unknown): Network {
  const { graph, nodes, edges, directed } = data as Attributes;
  if (!Array.isArray(nodes) || !Array.isArray(edges))
    throw new Error("node-link JSON with nodes and edges is expected");
  const known = new Map((nodes as Attributes[]).map((each) => [text(each.id), node(each)]));
  const ties = (edges as Attributes[]).map((each, i) => tie(each, i, known));
  const tiesOf = new Map<string, Tie[]>([...known.keys()].map((id) => [id, []]));
  for (const each of ties) {
    for (const end of new Set([each.source.id, each.target.id])) tiesOf.get(end)?.push(each);
  }
  const about = (graph ?? {}) as Attributes;
  return { title: text(about.title ?? about.name), directed: directed === true, nodes: known, ties, tiesOf };
}

export function other(tie: Tie, node: Node): Node {
  return tie.source.id === node.id ? tie.target : tie.source;
}

/** A kind as words: `FundingScheme` is a "Funding scheme". */
export function words(kind: string): string {
  return kind.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replace(/(?<=. )[A-Z]/g, (letter) => letter.toLowerCase());
}

function node(given: Attributes): Node {
  const id = text(given.id);
  const more = Object.entries(given).filter(([name]) => !SHOWN_APART.has(name));
  return {
    id,
    label: text(given.label ?? id),
    kind: text(given.kind ?? NONE_TOLD),
    regions: several(given.region),
    unRegions: several(given.un_region),
    more: more.map(([name, value]) => [CALLED[name] ?? name.replaceAll("_", " "), text(value)]),
  };
}

function tie(given: Attributes, index: number, nodes: Map<string, Node>): Tie {
  const source = nodes.get(text(given.source));
  const target = nodes.get(text(given.target));
  if (!source || !target) throw new Error(`the tie ${index + 1} has an end that is no node`);
  const years: Tie["years"] = [year(given.start), year(given.end)];
  return {
    id: String(index),
    source,
    target,
    role: text(given.role),
    basis: text(given.basis),
    evidence: given.quotation
      ? { page: text(given.page), quotation: text(given.quotation), places: Number(given.places ?? 1) }
      : null,
    years,
    dated: years.some((each) => each !== null),
    date: date(given, source, target),
    weight: typeof given.weight === "number" ? given.weight : null,
    shared: text(given.shared).split(" ").filter(Boolean),
  };
}

/** The date of a tie, and whose it is where it is not the tie's own: of the event, or the project, at its end. */
function date(given: Attributes, source: Node, target: Node): string {
  const end = { source, target }[text(given.dated)];
  return when(text(given.date)) + (end ? ` (of the ${words(end.kind).toLowerCase()})` : "");
}

const PART_OF_YEAR: Record<string, string> = {
  33: "first quarter",
  34: "second quarter",
  35: "third quarter",
  36: "fourth quarter",
  40: "first half",
  41: "second half",
};

/** A date of EDTF in words: "2022-41" is the second half of 2022, "2020-11-16/.." begins then. */
function when(date: string): string {
  const [first = "", last] = date.split("/").map((each) => {
    const [, year, part] = /^(\d{4})-(3[3-6]|4[01])$/.exec(each) ?? [];
    return year && part ? `${PART_OF_YEAR[part]} of ${year}` : each.replace("..", "");
  });
  if (last === undefined) return first;
  return [first && (last ? first : `from ${first}`), last && (first ? last : `until ${last}`)]
    .filter(Boolean)
    .join(" to ");
}

function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

function several(value: unknown): string[] {
  return text(value).split("; ").filter(Boolean);
}

function year(day: unknown): number | null {
  const found = /^\d{4}/.exec(text(day));
  return found ? Number(found[0]) : null;
}
