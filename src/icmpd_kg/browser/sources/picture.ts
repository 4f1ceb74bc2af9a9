/** The picture of a network, drawn by sigma.js: what is shown, what is in focus, and what the pointer is on. */

import Graph from "graphology";
import { doubtful, type Look, theme } from "./appearance";
import { placed, type Written } from "./labels";
import { layout, type Place } from "./layout";
import type { Network } from "./network";
import { LABEL_SIZE, PADDING, renderer } from "./renderer";

export interface Pointed {
  nodeEntered(id: string, at: Place): void;
  tieEntered(id: string, at: Place): void;
  left(): void;
  nodeChosen(id: string): void;
  tieChosen(id: string): void;
  stageChosen(): void;
}

/** What is said of a node or a tie, on which its looks depend. */
interface State {
  isHidden?: boolean;
  faded?: boolean;
  marked?: boolean;
}

/** A label longer than this is cut at a word: the whole name stands where the node is pointed at. */
const LONGEST_LABEL = { wide: 36, narrow: 22 };
const SMALLEST = 3.5;
const LARGEST = 22;

export class Picture {
  private readonly sigma;
  private readonly graph = new Graph({ multi: true, type: "directed" });
  private readonly places: Map<string, Place>;
  private readonly pen = document.createElement("canvas").getContext("2d");
  private colors;
  private shown = new Set<string>();
  private focused: string | null = null;
  private near = new Set<string>();
  private labels = new Map<string, Written>();
  private stale = true;
  private readonly motion = window.matchMedia("(prefers-reduced-motion: reduce)");

  /** Throws where the browser has no WebGL 2. */
  constructor(
    private readonly box: HTMLElement,
    private readonly network: Network,
    looks: Map<string, Look>,
    pointed: Pointed,
  ) {
    this.colors = theme(box);
    const most = Math.max(1, ...[...network.tiesOf.values()].map((ties) => ties.length));
    const room = (id: string) => 0.5 + 1.3 * Math.sqrt((network.tiesOf.get(id)?.length ?? 0) / most);
    this.places = layout(network, room);
    for (const node of network.nodes.values()) {
      const look = looks.get(node.kind);
      this.graph.addNode(node.id, { ...this.places.get(node.id), ...look, room: room(node.id), name: node.label });
    }
    const heaviest = Math.max(1, ...network.ties.map((tie) => tie.weight ?? 0));
    for (const tie of network.ties) {
      const thickness = tie.weight === null ? 2 : 1.5 + 4 * (tie.weight / heaviest);
      this.graph.addDirectedEdgeWithKey(tie.id, tie.source.id, tie.target.id, {
        thickness,
        doubtful: doubtful(tie.basis),
      });
    }
    this.shown = new Set(network.nodes.keys());
    this.sigma = renderer(this.graph, box, () => this.colors);
    this.sized();
    this.listen(pointed);
  }

  /** Show these nodes and ties and no others. */
  show(nodes: Set<string>, ties: Set<string>): void {
    this.shown = nodes;
    this.set(
      (id) => ({ isHidden: !nodes.has(id) }),
      (id) => ({ isHidden: !ties.has(id) }),
    );
    this.focus(this.focused);
  }

  /** Set a node and its neighbours off from the rest; null ends that. */
  focus(id: string | null, ties: Set<string> | null = null): void {
    this.focused = id;
    const around = ties ?? new Set(id ? this.graph.edges(id) : []);
    this.near = new Set(
      [...around].filter((tie) => !this.sigma.getEdgeState(tie).isHidden).flatMap((tie) => this.graph.extremities(tie)),
    );
    if (id) this.near.add(id);
    const some = this.near.size > 0;
    this.set(
      (node) => ({ faded: some && !this.near.has(node), marked: node === id }),
      (tie) => ({ faded: some && !around.has(tie), marked: around.has(tie) }),
    );
    this.relabel();
  }

  /** Move the picture so that a node is in its middle. */
  async moveTo(id: string): Promise<void> {
    const at = this.sigma.getNodeDisplayData(id);
    const camera = this.sigma.getCamera();
    if (at) await camera.animate({ x: at.x, y: at.y, ratio: Math.min(camera.ratio, 0.7) }, this.pace());
  }

  zoom(step: "in" | "out" | "whole"): void {
    const camera = this.sigma.getCamera();
    if (step === "whole") void camera.reset(this.pace());
    else void (step === "in" ? camera.zoomIn(this.pace()) : camera.zoomOut(this.pace()));
  }

  /** The shown node nearest to another in a direction, or the one in the middle where there is no other. */
  towards(from: string | null, direction: Place): string | null {
    const start = from ? this.places.get(from) : undefined;
    let best: string | null = null;
    let least = Infinity;
    for (const id of this.shown) {
      const place = this.places.get(id);
      if (!place || id === from) continue;
      const [x, y] = [place.x - (start?.x ?? 0), place.y - (start?.y ?? 0)];
      const along = x * direction.x + y * direction.y;
      const aside = Math.abs(x * direction.y - y * direction.x);
      const far = start ? along + 2 * aside : Math.hypot(x, y);
      if ((!start || along > aside / 2) && far < least) [best, least] = [id, far];
    }
    return best;
  }

  /** Where a node is in the picture, in pixels from its corner. */
  at(id: string): Place | null {
    const place = this.places.get(id);
    return place ? this.sigma.graphToViewport(place) : null;
  }

  /** The nodes whose names are written, and where. */
  get written(): Map<string, Written> {
    return this.labels;
  }

  /** The picture is seen again, perhaps in another size. */
  reappear(): void {
    this.sigma.resize();
    this.sigma.refresh();
  }

  repaint(): void {
    this.colors = theme(this.box);
    this.sigma.refresh();
  }

  /** Set what is said of each node and tie, where it is not so already: the renderer has much to do for each. */
  private set(node: (id: string) => State, tie: (id: string) => State): void {
    const { graph, sigma } = this;
    for (const id of graph.nodes()) if (differs(sigma.getNodeState(id), node(id))) sigma.setNodeState(id, node(id));
    for (const id of graph.edges()) if (differs(sigma.getEdgeState(id), tie(id))) sigma.setEdgeState(id, tie(id));
  }

  /** Sizes in pixels that keep to the room the layout gave, and names as long as the picture has room for. */
  private sized(): void {
    const { width, height } = this.sigma.getDimensions();
    const places = [...this.places.values()];
    const across = (of: (place: Place) => number) => Math.max(...places.map(of)) - Math.min(...places.map(of)) || 1;
    const scale = Math.min((width - 2 * PADDING) / across(({ x }) => x), (height - 2 * PADDING) / across(({ y }) => y));
    const longest = width < 500 ? LONGEST_LABEL.narrow : LONGEST_LABEL.wide;
    this.graph.updateEachNodeAttributes((_, node) => ({
      ...node,
      label: cut(node.name, longest),
      size: Math.min(LARGEST, Math.max(SMALLEST, node.room * scale)),
    }));
    this.relabel();
  }

  private listen(pointed: Pointed): void {
    const { sigma } = this;
    sigma.on("enterNode", ({ node, event }) => pointed.nodeEntered(node, event));
    sigma.on("enterEdge", ({ edge, event }) => pointed.tieEntered(edge, event));
    sigma.on("leaveNode", () => pointed.left());
    sigma.on("leaveEdge", () => pointed.left());
    sigma.on("clickNode", ({ node }) => pointed.nodeChosen(node));
    sigma.on("clickEdge", ({ edge }) => pointed.tieChosen(edge));
    sigma.on("clickStage", () => pointed.stageChosen());
    sigma.on("resize", () => this.sized());
    sigma.getCamera().on("updated", () => this.relabel());
    sigma.on("afterRender", () => {
      if (this.stale) this.label();
      this.box.setAttribute("data-drawn", "");
    });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
  }

  /** Have the names written anew once the next picture is drawn, since only then all is where it will be. */
  private relabel(): void {
    this.stale = true;
    this.sigma.scheduleRender();
  }

  /** Write the names there is room for: of what is in focus first, then of those with most ties. */
  private label(): void {
    const { sigma, pen, network } = this;
    this.stale = false;
    if (!pen) return;
    pen.font = `${LABEL_SIZE}px ${this.colors.font}`;
    const first = (id: string) => (id === this.focused ? 2 : Number(this.near.has(id)));
    const wanted = [...this.shown].filter((id) => !this.near.size || this.near.has(id));
    const ties = (id: string) => network.tiesOf.get(id)?.length ?? 0;
    wanted.sort((a, b) => first(b) - first(a) || ties(b) - ties(a) || (a < b ? -1 : 1));
    const labelled = wanted.map((id) => ({
      id,
      ties: ties(id),
      ...(this.at(id) as Place),
      radius: sigma.scaleSize(this.graph.getNodeAttribute(id, "size")),
      width: pen.measureText(this.graph.getNodeAttribute(id, "label")).width + 4,
    }));
    this.labels = placed(labelled, LABEL_SIZE + 4, sigma.getDimensions());
    for (const id of this.graph.nodes()) {
      const side = this.labels.get(id)?.side ?? "";
      if (sigma.getNodeState(id).side !== side) sigma.setNodeState(id, { side });
    }
  }

  private pace(): { duration: number } {
    return { duration: this.motion.matches ? 0 : 300 };
  }
}

function differs(now: State, wanted: State): boolean {
  return Object.entries(wanted).some(([name, value]) => now[name as keyof State] !== value);
}

/** A name as short as a picture has room for, cut between two words. */
function cut(label: string, longest: number): string {
  if (label.length <= longest) return label;
  const words = label.slice(0, longest).replace(/[\s,;:(–-]+\S*$/, "");
  return `${words || label.slice(0, longest)}…`;
}
