/** Which page tells of an IRI of ours (as `addresses.of` of the Python package). */

/** The address of the page of an IRI below `base`, relative to the front page; null where it has none. */
export function addressOf(iri: string, base: string): string | null {
  if (!iri.startsWith(base) || /[/#]$/.test(iri)) return null;
  const rest = iri.slice(base.length);
  if (/^(id|fact|question|scheme|prefix)\//.test(rest)) return `${rest.replace(/#.*/, "")}.html`;
  if (rest.startsWith("ns#")) return `ns/${/^\p{Lu}/u.test(rest.slice(3)) ? "class" : "property"}/${rest.slice(3)}.html`;
  return /^(role|measure|breakdown)\//.test(rest) ? `ns.html#${rest}` : null;
}
