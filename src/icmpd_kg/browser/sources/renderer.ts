/** How sigma.js draws a network: shapes, lines and names by what is said of each node and tie. */

import type Graph from "graphology";
import Sigma from "sigma";
import {
  layerDashed,
  layerFill,
  layerPlain,
  pathCurved,
  pathLine,
  sdfCircle,
  sdfDiamond,
  sdfSquare,
  sdfTriangle,
} from "sigma/rendering";
import type { Theme } from "./appearance";
import type { Side } from "./labels";

export const LABEL_SIZE = 13;
/** Around the picture, in pixels. */
export const PADDING = 40;
const CLEAR = "rgba(0, 0, 0, 0)";

/** A line around each shape, in the colour of the ink, so that pale colours too stand out from the page. */
const outline = {
  name: "outline",
  uniforms: [],
  attributes: [
    { name: "outlineColor", size: 4, type: 5121 /* UNSIGNED_BYTE */, normalized: true, source: "outlineColor" },
  ],
  glsl: `
vec4 layer_outline(vec4 v_outlineColor) {
  float width = 1.2 * context.pixelToUV;
  return v_outlineColor * smoothstep(-width - context.aaWidth, -width, context.sdf);
}`,
} as const;

/** A renderer of a graph whose nodes have `shape`, `color`, `size` and `label`, and whose edges have `thickness` and `doubtful`. */
export function renderer(graph: Graph, box: HTMLElement, colors: () => Theme) {
  return new Sigma(graph, box, {
    customNodeState: { faded: false, marked: false, side: "" },
    customEdgeState: { faded: false, marked: false },
    primitives: {
      nodes: {
        shapes: [sdfCircle(), sdfSquare(), sdfDiamond(), sdfTriangle()],
        variables: { outlineColor: { type: "color", default: "#000" } },
        layers: [layerFill(), outline as never],
      },
      edges: {
        paths: [pathLine(), pathCurved()],
        variables: { dash: { type: "number", default: 0 }, unbroken: { type: "color", default: CLEAR } },
        layers: [
          layerPlain({ color: { attribute: "unbroken" } }),
          layerDashed({ dashSize: { attribute: "dash", mode: "pixels" }, gapSize: { value: 4, mode: "pixels" } }),
        ],
      },
    },
    styles: {
      nodes: {
        x: { attribute: "x" },
        y: { attribute: "y" },
        size: { attribute: "size" },
        shape: { attribute: "shape" },
        color: { attribute: "color" },
        opacity: (_, state) => (state.faded ? 0.15 : 1),
        outlineColor: (_, state) => (state.marked ? colors().accent : colors().ink),
        visibility: (_, state) => (state.isHidden ? "hidden" : "visible"),
        depth: (_, state) => (state.isHovered || state.marked ? "topNodes" : "nodes"),
        label: { attribute: "label" },
        labelColor: () => colors().ink,
        labelFont: () => colors().font,
        labelSize: LABEL_SIZE,
        labelPosition: (_, state) => (state.side || "right") as Side,
        labelVisibility: (_, state) => (state.side ? "visible" : "hidden"),
        labelBackgroundColor: () => `${colors().paper}b8`,
        labelBackgroundPadding: 1,
        cursor: "pointer",
      },
      edges: {
        path: "straight",
        parallelPath: "curved",
        size: (tie, state) => tie.thickness + (state.marked || state.isHovered ? 1 : 0),
        color: (tie, state) =>
          state.marked || state.isHovered ? colors().accent : tie.doubtful ? colors().faint : colors().line,
        unbroken: (tie, state) =>
          tie.doubtful ? CLEAR : state.marked || state.isHovered ? colors().accent : colors().line,
        dash: (tie) => (tie.doubtful ? 5 : 0),
        opacity: (_, state) => (state.faded ? 0.12 : 1),
        visibility: (_, state) => (state.isHidden ? "hidden" : "visible"),
        depth: (_, state) => (state.marked || state.isHovered ? "topEdges" : "edges"),
        cursor: "pointer",
      },
    },
    settings: {
      allowInvalidContainer: true, // While the table is shown, the picture has no size.
      itemSizesReference: "screen",
      enableEdgeEvents: true,
      nodeLabelEvents: "extend",
      enableCameraRotation: false,
      minEdgeThickness: 1,
      stagePadding: PADDING,
      minCameraRatio: 0.05,
      maxCameraRatio: 1.5,
      gestureTarget: window.matchMedia("(pointer: coarse)").matches ? "shared" : "graph",
    },
  });
}
