/** Search by name as one types: a combobox as the ARIA Authoring Practices describe it. */

import type { Look } from "./appearance";
import { element, id } from "./elements";
import { swatch } from "./facets";
import { fold } from "./fold";
import { type Network, type Node, words } from "./network";

const MOST = 50;

export class Search {
  readonly part: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly told = element("p", { class: "unseen", role: "status" });
  private readonly folded: { node: Node; name: string }[];
  private options: { node: Node; part: HTMLElement }[] = [];
  private active = -1;

  constructor(
    network: Network,
    private readonly looks: Map<string, Look>,
    private readonly chosen: (node: Node) => void,
  ) {
    this.folded = [...network.nodes.values()].map((node) => ({ node, name: fold(node.label) }));
    const [input, list] = [id("search"), id("found")];
    this.input = element("input", {
      id: input,
      type: "search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": list,
      "aria-autocomplete": "list",
      input: () => this.find(),
      keydown: (event) => this.key(event as KeyboardEvent),
      blur: () => this.close(),
      focus: () => this.input.value && this.find(),
    });
    this.list = element("ul", { id: list, role: "listbox", "aria-label": "Found", hidden: true });
    this.part = element(
      "div",
      { class: "search" },
      element("label", { for: input }, "Search by name"),
      this.input,
      this.list,
      this.told,
    );
  }

  private find(): void {
    const sought = fold(this.input.value).split(/\s+/).filter(Boolean);
    const found = sought.length ? matches(this.folded, sought) : [];
    this.active = -1;
    this.options = found.slice(0, MOST).map((node, i) => ({ node, part: this.option(node, i) }));
    this.list.replaceChildren(...this.options.map(({ part }) => part));
    if (sought.length && !found.length)
      this.list.append(
        element("li", { class: "nothing", role: "option", "aria-disabled": "true" }, "Nothing goes by that name."),
      );
    this.open(sought.length > 0);
    this.told.textContent = sought.length ? `${found.length} found` : "";
  }

  private option(node: Node, index: number): HTMLElement {
    const pick = (event: Event) => {
      event.preventDefault(); // The input keeps the focus, and its blur does not close the list first.
      this.choose(index);
    };
    return element(
      "li",
      { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false", mousedown: pick },
      swatch(this.looks.get(node.kind)),
      element("span", { class: "name" }, node.label, element("small", {}, words(node.kind))),
    );
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step && this.options.length) {
      event.preventDefault();
      this.open(true);
      this.mark((this.active + step + this.options.length) % this.options.length);
    } else if (event.key === "Enter" && this.options.length) {
      event.preventDefault();
      this.choose(Math.max(0, this.active));
    } else if (event.key === "Escape") {
      this.input.value = "";
      this.find();
    }
  }

  private mark(index: number): void {
    this.options[this.active]?.part.setAttribute("aria-selected", "false");
    this.active = index;
    const part = this.options[index]?.part;
    part?.setAttribute("aria-selected", "true");
    part?.scrollIntoView({ block: "nearest" });
    if (part) this.input.setAttribute("aria-activedescendant", part.id);
  }

  private choose(index: number): void {
    const option = this.options[index];
    if (!option) return;
    this.input.value = option.node.label;
    this.close();
    this.chosen(option.node);
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open || this.active < 0) this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    this.open(false);
    this.told.textContent = "";
  }
}

/** The nodes whose names hold every word: first those that begin so, then those where a word does. */
function matches(folded: { node: Node; name: string }[], sought: string[]): Node[] {
  const first = sought[0] ?? "";
  const rank = (name: string) => {
    if (!sought.every((word) => name.includes(word))) return -1;
    if (name.startsWith(first)) return 0;
    return name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(first)) ? 1 : 2;
  };
  const ranked = folded.map(({ node, name }) => ({ node, rank: rank(name) })).filter((each) => each.rank >= 0);
  ranked.sort((a, b) => a.rank - b.rank || a.node.label.localeCompare(b.node.label, "en"));
  return ranked.map((each) => each.node);
}
