/** Terms as SPARQL writes them. Every value that comes from a person goes into a query through here, and nowhere else. */

const XSD = "http://www.w3.org/2001/XMLSchema#";

/** An IRI; throws an `Error` for a text that cannot be one (https://www.w3.org/TR/sparql11-query/#rIRIREF). */
export function iri(value: string): string {
  if (!/^[^\x00-\x20<>"{}|^`\\]+$/.test(value)) throw new Error(`${value} is no IRI`);
  return `<${value}>`;
}

const ESCAPED: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text; what could end or leave the string is escaped. */
export function text(value: string): string {
  return `"${value.replace(/["\\\n\r\t]/g, (letter) => ESCAPED[letter]!)}"`;
}

/** A day such as 2020-12-31; throws an `Error` for what is none. */
export function date(value: string): string {
  const day = new Date(`${value}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(day.valueOf()) || !day.toISOString().startsWith(value)) {
    throw new Error(`${value} is no date; one such as 2020-12-31 is expected`);
  }
  return `"${value}"^^<${XSD}date>`;
}

/** A whole number such as 2020; throws an `Error` for what is none. */
export function integer(value: string): string {
  if (!/^\s*[+-]?\d{1,18}\s*$/.test(value)) throw new Error(`${value} is no whole number; one such as 2020 is expected`);
  return `"${value.trim().replace("+", "")}"^^<${XSD}integer>`;
}
