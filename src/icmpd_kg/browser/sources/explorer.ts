/**
 * The explorer of a network. It mounts itself on every element with `data-network`: the address of node-link JSON, or
 * `#id` of an element that holds it. `data-of` names, in the same way, the network that a projection is of;
 * `data-iri-base` is how the IRIs of entities begin, and `data-entity-base` what their links begin with instead; what these
 * end with besides is `data-entity-ending`.
 * The element's property `explorer` is the explorer, for scripts of the same page.
 */

import { looks } from "./appearance";
import { drawn, element } from "./elements";
import { count, nodePanel, nodeTip, type Told, tiePanel, tieTip } from "./evidence";
import { Facets } from "./facets";
import type { Written } from "./labels";
import { type Network, type Node, read, type Tie } from "./network";
import { Picture } from "./picture";
import { Search } from "./search";
import { Table } from "./table";
import { Tip } from "./tip";

const ARROWS: Record<string, { x: number; y: number }> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

export class Explorer {
  private readonly told: Told;
  private readonly facets: Facets;
  private readonly table: Table;
  private readonly tip: Tip;
  private readonly status = element("p", { class: "status", role: "status" });
  private readonly spoken = element("p", { class: "unseen", role: "status" });
  private readonly panel = element("section", {
    class: "panel",
    tabindex: -1,
    hidden: true,
    "aria-label": "What is known of it",
  });
  private readonly stage = element(
    "div",
    { class: "stage" },
    element("p", { class: "waiting" }, "The picture is being laid out …"),
  );
  private readonly drawing: HTMLElement;
  private picture: Picture | null = null;
  private visible = new Set<Tie>();
  private chosen: Node | Tie | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly network: Network,
    of: Network | null,
  ) {
    const kinds = [
      ...new Set([...network.nodes.values(), ...(of?.nodes.values() ?? [])].map((node) => node.kind)),
    ].sort();
    const colours = looks(kinds);
    this.told = {
      network,
      of,
      looks: colours,
      link: (iri) => this.link(iri),
      choose: (id) => this.choose(network.nodes.get(id) ?? null, true),
    };
    this.facets = new Facets(network, colours, () => this.filter());
    this.table = new Table(this.told);
    this.tip = new Tip();
    this.drawing = this.frame();
    this.lay(new Search(network, colours, (node) => this.choose(node, true)).part);
    this.filter();
    // Laying out takes its time: what is there already is shown first.
    requestAnimationFrame(() => setTimeout(() => this.draw(colours)));
  }

  /** The parts of the page. */
  private lay(search: HTMLElement): void {
    const views = [this.view("Picture", true), this.view("Table", false)];
    const filters = element(
      "details",
      { class: "filters" },
      element("summary", {}, "Filters and legend"),
      this.facets.part,
    );
    const wide = window.matchMedia("(min-width: 60rem)");
    const fit = () => (filters.open = wide.matches);
    wide.addEventListener("change", fit);
    fit();
    this.root.classList.add("network-explorer");
    this.root.replaceChildren(
      element(
        "div",
        { class: "controls" },
        search,
        element("div", { class: "views", role: "group", "aria-label": "Show as" }, ...views),
        filters,
      ),
      element("div", { class: "middle" }, this.status, this.drawing, this.table.part, this.spoken),
      this.panel,
    );
    this.table.part.hidden = true;
  }

  private view(name: string, picture: boolean): HTMLElement {
    const press = (event: Event) => {
      const pressed = event.currentTarget as HTMLElement;
      for (const each of pressed.parentElement?.children ?? [])
        each.setAttribute("aria-pressed", String(each === pressed));
      this.drawing.hidden = !picture;
      this.table.part.hidden = picture;
      this.tip.hide();
      if (picture) this.picture?.reappear();
      else this.table.show([...this.visible]);
    };
    return element("button", { type: "button", "aria-pressed": String(picture), click: press }, name);
  }

  /** The place of the picture: it can be walked with the arrow keys, from node to node. */
  private frame(): HTMLElement {
    const zoom = (name: string, path: string, step: "in" | "out" | "whole") =>
      element(
        "button",
        { type: "button", "aria-label": name, title: name, click: () => this.picture?.zoom(step) },
        drawn("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, drawn("path", { d: path })),
      );
    this.stage.setAttribute("tabindex", "0");
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-roledescription", "picture of a network");
    this.stage.setAttribute(
      "aria-label",
      `${this.network.title}. Arrow keys go from node to node, Enter tells of one, Escape ends that, plus and minus zoom. The button Table shows the same as a table.`,
    );
    this.stage.addEventListener("keydown", (event) => this.key(event));
    return element(
      "div",
      { class: "drawing" },
      this.stage,
      element(
        "div",
        { class: "zoom", role: "group", "aria-label": "Zoom" },
        zoom("Zoom in", "M8 2V14M2 8H14", "in"),
        zoom("Zoom out", "M2 8H14", "out"),
        zoom("Show the whole", "M2 6V2H6M10 2H14V6M14 10V14H10M6 14H2V10", "whole"),
      ),
      this.tip.part,
    );
  }

  private draw(colours: Told["looks"]): void {
    const { nodes, ties } = this.network;
    try {
      this.stage.replaceChildren();
      this.picture = new Picture(this.stage, this.network, colours, {
        nodeEntered: (id, at) => this.tip.show(nodeTip(nodes.get(id) as Node, this.told), at),
        tieEntered: (id, at) => this.tip.show(tieTip(ties[Number(id)] as Tie, this.told), at),
        left: () => this.tip.leave(),
        nodeChosen: (id) => this.choose(nodes.get(id) ?? null),
        tieChosen: (id) => this.choose(ties[Number(id)] ?? null),
        stageChosen: () => this.choose(null),
      });
    } catch (error) {
      this.drawing.replaceChildren(
        element(
          "p",
          { role: "alert" },
          `This browser cannot draw the picture (${String(error)}). The table shows the same.`,
        ),
      );
    }
    this.filter();
    this.follow();
    window.addEventListener("hashchange", () => this.follow());
  }

  /** Where a node is in the picture, in pixels from its corner; null where there is none. */
  where(id: string): { x: number; y: number } | null {
    return this.picture?.at(id) ?? null;
  }

  /** The ids of the nodes whose names are written in the picture, and where. */
  get written(): Map<string, Written> {
    return this.picture?.written ?? new Map();
  }

  private filter(): void {
    this.visible = new Set(this.network.ties.filter((tie) => this.facets.keeps(tie)));
    const whole = this.visible.size === this.network.ties.length;
    const nodes = new Set([...this.visible].flatMap((tie) => [tie.source.id, tie.target.id]));
    if (whole) for (const id of this.network.nodes.keys()) nodes.add(id);
    this.picture?.show(nodes, new Set([...this.visible].map((tie) => tie.id)));
    if (!this.table.part.hidden) this.table.show([...this.visible]);
    const part = (shown: number, all: number, thing: string) =>
      shown === all ? count(all, thing) : `${shown} of ${count(all, thing)}`;
    this.status.textContent = `${part(nodes.size, this.network.nodes.size, "node")}, ${part(this.visible.size, this.network.ties.length, "tie")}`;
    if (this.chosen) this.tell(this.chosen);
  }

  /** Focus a node or a tie and tell all that is known of it; null ends that. */
  private choose(what: Node | Tie | null, move = false): void {
    this.chosen = what;
    this.tip.hide();
    this.panel.hidden = !what;
    const node = what && "label" in what ? what : null;
    this.picture?.focus(node?.id ?? null, what && !node ? new Set([what.id]) : null);
    history.replaceState(null, "", node ? `#${encodeURI(this.short(node.id))}` : location.pathname + location.search);
    if (!what) return;
    this.tell(what);
    if (node && move) void this.picture?.moveTo(node.id);
  }

  private tell(what: Node | Tie): void {
    const node = "label" in what;
    const parts = node ? nodePanel(what, this.told, (tie) => this.visible.has(tie)) : tiePanel(what, this.told);
    const close = () => {
      this.choose(null);
      this.stage.focus();
    };
    this.panel.replaceChildren(
      element("button", { type: "button", class: "close", "aria-label": "Close", click: close }, "×"),
      element("h2", {}, node ? what.label : "A tie"),
      ...parts,
    );
    this.panel.scrollTop = 0;
    this.spoken.textContent = node
      ? `${what.label}, ${count(this.network.tiesOf.get(what.id)?.length ?? 0, "tie")}`
      : "";
  }

  private key(event: KeyboardEvent): void {
    const direction = ARROWS[event.key];
    const from = this.chosen && "label" in this.chosen ? this.chosen.id : null;
    if (direction) {
      const next = this.picture?.towards(from, direction);
      if (next) this.choose(this.network.nodes.get(next) ?? null, true);
    } else if (event.key === "Enter" && this.chosen) this.panel.focus();
    else if (event.key === "Escape") this.choose(null);
    else if (event.key === "+") this.picture?.zoom("in");
    else if (event.key === "-") this.picture?.zoom("out");
    else if (event.key === "0") this.picture?.zoom("whole");
    else return;
    event.preventDefault();
  }

  /** Focus what the address names after "#". */
  private follow(): void {
    const named = decodeURI(location.hash.slice(1));
    const node = this.network.nodes.get(named) ?? this.network.nodes.get((this.root.dataset.iriBase ?? "") + named);
    if (named && node) this.choose(node, true);
  }

  private short(iri: string): string {
    const base = this.root.dataset.iriBase ?? "";
    return iri.startsWith(base) ? iri.slice(base.length) : iri;
  }

  /** Where an entity's own page is; null for what is no address of the web. */
  private link(iri: string): string | null {
    const { iriBase, entityBase, entityEnding = "" } = this.root.dataset;
    if (iriBase && entityBase && iri.startsWith(iriBase)) return entityBase + iri.slice(iriBase.length) + entityEnding;
    return /^https?:/i.test(iri) ? iri : null;
  }
}

async function fetched(address: string): Promise<Network> {
  if (address.startsWith("#")) return read(JSON.parse(document.querySelector(address)?.textContent ?? ""));
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return read(await answer.json());
}

async function mount(root: HTMLElement): Promise<void> {
  const { network, of } = root.dataset;
  try {
    const both = await Promise.all([fetched(network ?? ""), of ? fetched(of) : null]);
    Object.assign(root, { explorer: new Explorer(root, ...both) });
  } catch (error) {
    root.replaceChildren(
      element(
        "p",
        { role: "alert" },
        `The network cannot be shown: ${error instanceof Error ? error.message : String(error)}.`,
      ),
    );
  }
}

for (const root of document.querySelectorAll<HTMLElement>("[data-network]")) void mount(root);
