/** What is told of a node or a tie: who and what, and where the report says so. */

import type { Look } from "./appearance";
import { element } from "./elements";
import { swatch } from "./facets";
import { type Network, type Node, other, type Tie, words } from "./network";

/** What the pages that show evidence need to know. */
export interface Told {
  network: Network;
  /** Of a projection: the network that it is of, which knows the names of what is shared, and the evidence. */
  of: Network | null;
  looks: Map<string, Look>;
  link(iri: string): string | null;
  choose(id: string): void;
}

const FEW = 3;

/** The evidence of a tie as one line: quotation, page, what it rests on, date. */
export function proof(tie: Tie): HTMLElement {
  const { evidence } = tie;
  const further =
    evidence && evidence.places > 1
      ? ` and ${evidence.places - 1} more ${evidence.places === 2 ? "place" : "places"}`
      : "";
  const facts = [evidence?.page && `p. ${evidence.page}${further}`, tie.basis, tie.date].filter(Boolean).join(" · ");
  return element(
    "span",
    { class: "proof" },
    evidence && element("q", {}, evidence.quotation),
    facts ? element("span", { class: "facts" }, facts) : null,
  );
}

/** What a tooltip tells of a node: what it is, and the evidence of its first ties. */
export function nodeTip(node: Node, told: Told): HTMLElement[] {
  const ties = told.network.tiesOf.get(node.id) ?? [];
  const lines = ties
    .slice(0, FEW)
    .map((tie) => element("li", {}, sentence(tie, node), tie.shared.length ? shares(tie, told) : proof(tie)));
  const rest = ties.length - lines.length;
  return [
    element("strong", {}, node.label),
    element(
      "span",
      { class: "facts" },
      [
        words(node.kind),
        ...node.more.filter(([name]) => name === "country").map(([, value]) => value),
        count(ties.length, "tie"),
      ].join(" · "),
    ),
    element("ul", {}, ...lines),
    ...(rest > 0 ? [element("span", { class: "facts" }, `and ${rest} more: click to see all`)] : []),
  ];
}

/** What a tooltip tells of a tie. */
export function tieTip(tie: Tie, told: Told): HTMLElement[] {
  const between = told.network.directed ? " → " : " — ";
  return [
    element("strong", {}, tie.source.label, between, tie.target.label),
    ...(tie.role ? [element("span", {}, tie.role)] : []),
    basisOf(tie, told),
  ];
}

/** All that is known of a node, with each of its ties. */
export function nodePanel(node: Node, told: Told, shown: (tie: Tie) => boolean): HTMLElement[] {
  const ties = told.network.tiesOf.get(node.id) ?? [];
  const seen = ties.filter(shown);
  const roles = grouped(seen, (tie) => title(tie, node));
  const href = told.link(node.id);
  const facts: [string, string][] = [
    ["Region", node.regions.join("; ")],
    ["Region (UN M49)", node.unRegions.join("; ")],
    ...node.more.map(([name, value]): [string, string] => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  ];
  return [
    element("p", { class: "kind" }, swatch(told.looks.get(node.kind)), words(node.kind)),
    href
      ? element("p", { class: "open" }, element("a", { href }, "Open ", element("span", {}, node.label)))
      : element("p", {}),
    element(
      "dl",
      {},
      ...facts
        .filter(([, value]) => value)
        .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
    ),
    ...[...roles].flatMap(([role, each]) => [
      element("h3", {}, role, " ", element("span", { class: "count" }, String(each.length))),
      element(
        "ul",
        { class: "ties" },
        ...each.map((tie) => element("li", {}, button(other(tie, node), told), weight(tie), basisOf(tie, told))),
      ),
    ]),
    element(
      "p",
      { class: "facts" },
      seen.length < ties.length ? `${count(ties.length - seen.length, "more tie")} left out by the filters` : "",
    ),
  ];
}

/** All that is known of a tie. */
export function tiePanel(tie: Tie, told: Told): HTMLElement[] {
  return [
    element(
      "p",
      {},
      button(tie.source, told),
      tie.role ? ` ${tie.role} ` : " ",
      told.network.directed ? "→ " : "— ",
      button(tie.target, told),
    ),
    element("div", { class: "ties" }, weight(tie), basisOf(tie, told)),
  ];
}

export function button(node: Node, told: Told): HTMLElement {
  return element("button", { type: "button", class: "node", click: () => told.choose(node.id) }, node.label);
}

/** The names of what the two ends of a projected tie share. */
function shares(tie: Tie, told: Told): HTMLElement {
  return element("span", { class: "facts" }, tie.shared.map((iri) => named(iri, told)).join("; "));
}

/** The name of what is shared, or else the end of its IRI. */
export function named(iri: string, told: Told): string {
  return told.of?.nodes.get(iri)?.label ?? iri.replace(/.*\/(?=[^/])/, "");
}

/** The evidence of a tie; of a projected one, what its two ends share and the evidence of that. */
export function basisOf(tie: Tie, told: Told): HTMLElement {
  if (!tie.shared.length) return proof(tie);
  const shared = tie.shared.map((iri) => {
    const node = told.of?.nodes.get(iri);
    const ends =
      told.of?.tiesOf
        .get(iri)
        ?.filter((each) => [tie.source.id, tie.target.id].includes(other(each, node as Node).id)) ?? [];
    const href = told.link(iri);
    return element(
      "li",
      {},
      href ? element("a", { href }, named(iri, told)) : named(iri, told),
      ends.length > 0 &&
        element("ul", {}, ...ends.map((each) => element("li", {}, sentence(each, node as Node), proof(each)))),
    );
  });
  return element(
    "div",
    { class: "shared" },
    element("span", { class: "facts" }, `share ${count(shared.length, "thing")}`),
    element("ul", {}, ...shared),
  );
}

export function weight(tie: Tie): HTMLElement | null {
  return tie.weight === null
    ? null
    : element("span", { class: "facts" }, `weight ${Number(tie.weight.toPrecision(4))}`);
}

/** A tie as told from one of its ends. */
function sentence(tie: Tie, node: Node): string {
  const far = other(tie, node).label;
  return tie.role ? `${tie.role}: ${far}` : far;
}

/** What the ties of a node in one role, and in one direction, are told under. */
function title(tie: Tie, node: Node): string {
  if (!tie.role) return "Tied to";
  return `${tie.role} ${tie.source.id === node.id ? "→" : "←"}`;
}

function grouped(ties: Tie[], by: (tie: Tie) => string): Map<string, Tie[]> {
  const found = new Map<string, Tie[]>();
  for (const tie of ties) found.set(by(tie), [...(found.get(by(tie)) ?? []), tie]);
  return found;
}

export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
