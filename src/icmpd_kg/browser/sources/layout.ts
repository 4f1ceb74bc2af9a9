/** Where the nodes stand: the same network always gives the same picture, since nothing here is left to chance. */

import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import noverlap from "graphology-layout-noverlap";
import { packSiblings } from "d3-hierarchy";
import type { Network } from "./network";

export type Place = { x: number; y: number };

/** In units of the layout: the room that a node takes, and the space between two parts of the network. */
const ROOM = 1;
const GAP = 1.6;
/** A part of more nodes is laid out in fewer steps, so that nobody waits for minutes. */
const MANY = 1500;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Each connected part is laid out for itself (ForceAtlas2: Jacomy et al. 2014, PLoS ONE 9(6): e98679), then the parts are
 * packed beside each other, the largest in the middle, so that no part drifts away from the others.
 */
export function layout(network: Network, radius: (id: string) => number): Map<string, Place> {
  const parts = components(network).map((part) => arranged(part, network, radius));
  const circles = parts.map((places) => ({ r: reach(places, radius) + GAP / 2, places }));
  circles.sort((a, b) => b.r - a.r);
  const found = new Map<string, Place>();
  for (const { x, y, places } of packSiblings(circles)) {
    for (const [id, place] of places) found.set(id, { x: x + place.x, y: y + place.y });
  }
  return found;
}

/** The connected parts, each with its nodes in their order. */
function components(network: Network): string[][] {
  const part = new Map<string, string[]>();
  for (const start of network.nodes.keys()) {
    if (part.has(start)) continue;
    const members: string[] = [start];
    part.set(start, members);
    for (const id of members) {
      for (const tie of network.tiesOf.get(id) ?? []) {
        for (const end of [tie.source.id, tie.target.id]) {
          if (!part.has(end)) {
            part.set(end, members);
            members.push(end);
          }
        }
      }
    }
  }
  return [...new Set(part.values())];
}

/** A connected part around its centre, from a spiral on which the nodes stand in their order. */
function arranged(members: string[], network: Network, radius: (id: string) => number): Map<string, Place> {
  const graph = new Graph({ type: "undirected" });
  members.forEach((id, i) => {
    const far = Math.sqrt(i);
    graph.addNode(id, { x: far * Math.cos(i * GOLDEN_ANGLE), y: far * Math.sin(i * GOLDEN_ANGLE), size: radius(id) });
  });
  for (const id of members) {
    for (const tie of network.tiesOf.get(id) ?? []) graph.mergeEdge(tie.source.id, tie.target.id);
  }
  if (members.length > 2) {
    forceAtlas2.assign(graph, {
      iterations: members.length > MANY ? 100 : 300,
      settings: { ...forceAtlas2.inferSettings(graph), gravity: 0.5, slowDown: 5 },
    });
  }
  spread(graph, radius);
  noverlap.assign(graph, {
    maxIterations: members.length > MANY ? 30 : 300,
    settings: { margin: ROOM / 3, ratio: 1, expansion: 1.05 },
  });
  return new Map(graph.mapNodes((id, { x, y }) => [id, { x, y }]));
}

/** Centre a part, and give it as much space as its nodes need. */
function spread(graph: Graph, radius: (id: string) => number): void {
  const middle = { x: 0, y: 0 };
  graph.forEachNode((_, { x, y }) => {
    middle.x += x / graph.order;
    middle.y += y / graph.order;
  });
  let inertia = 0;
  let room = 0;
  graph.forEachNode((id, { x, y }) => {
    inertia += ((x - middle.x) ** 2 + (y - middle.y) ** 2) / graph.order;
    room += (radius(id) + ROOM) ** 2;
  });
  const scale = inertia ? Math.sqrt(room / inertia) : 0;
  graph.updateEachNodeAttributes((_, { x, y, size }) => ({
    x: (x - middle.x) * scale,
    y: (y - middle.y) * scale,
    size,
  }));
}

function reach(places: Map<string, Place>, radius: (id: string) => number): number {
  return Math.max(...[...places].map(([id, { x, y }]) => Math.hypot(x, y) + radius(id)));
}
