/** An entity by any of its names, as a person may write them: without case, accents, hyphens and dots. */

export interface Name {
  iri: string;
  name: string;
  label: string;
  kind: string;
}

/** A name without what people get wrong (as `names.fold` of the Python package). */
export function folded(name: string): string {
  const letters = name.normalize("NFKD").replace(/\p{M}/gu, "");
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase().replaceAll("ß", "ss");
}

/**
 * The IRI of the one entity, of certain kinds or of any, that goes by a name, or has that IRI.
 * Throws an `Error` where none does, with the nearest names, or where several do.
 */
export function found(names: readonly Name[], wanted: string, kinds: readonly string[]): string {
  const allowed = names.filter(({ kind }) => !kinds.length || kinds.includes(kind));
  const sought = folded(wanted);
  const same = allowed.filter((each) => each.iri === wanted || folded(each.name) === sought);
  const whole = same.filter((each) => each.name === wanted);
  const hits = new Map((whole.length ? whole : same).map((each) => [each.iri, each]));
  if (hits.size === 1) return [...hits.keys()][0]!;
  if (hits.size) {
    const which = [...hits.values()].map(({ label, kind, iri }) => `${label} (${kind}, ${iri})`).join(", ");
    throw new Error(`“${wanted}” names ${hits.size} things; say which by its IRI: ${which}`);
  }
  const others = names.filter((each) => folded(each.name) === sought);
  const other = [...new Set(others.map(({ label, kind }) => `; ${label} is of the kind ${kind}`))].join("");
  const near = nearest(allowed, sought);
  const what = kinds.length ? `no ${kinds.join(" or ")}` : "nothing";
  throw new Error(`${what} goes by the name “${wanted}”${other}${near.length ? `; nearest: ${near.join(", ")}` : ""}`);
}

/** The labels of up to three entities whose names share most pairs of letters with a folded text. */
function nearest(names: readonly Name[], sought: string): string[] {
  const scored = names.map(({ name, label }) => ({ label, score: likeness(folded(name), sought) }));
  const near = scored.filter(({ score }) => score > 0.4).sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1));
  return [...new Set(near.map(({ label }) => label))].slice(0, 3);
}

/** How alike two texts are, from 0 to 1: the Dice coefficient of their pairs of letters. */
export function likeness(one: string, other: string): number {
  const pairs = (of: string) => new Set(Array.from({ length: Math.max(of.length - 1, 0) }, (_, i) => of.slice(i, i + 2)));
  const [left, right] = [pairs(one), pairs(other)];
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / (left.size + right.size || 1);
}
