/** What the page and the worker that holds the graph say to each other. */

/** The graph as `bundled/graph.js` brings it: quads as N-Quads, packed with gzip, in base64. */
export interface Packed {
  base: string;
  prefixes: Record<string, string>;
  /** The query for every name of every entity. */
  names: string;
  quads: string;
}

/** The engine as `bundled/engine.js` brings it: the worker's script, and the WebAssembly packed like the quads. */
export interface Engine {
  worker: string;
  wasm: string;
}

export interface Answer {
  media: string;
  content: string;
}

export type Said =
  | { told: string }
  | { answer: Answer }
  /** `broken` says that the worker can answer nothing more. */
  | { fault: string; broken: boolean };

export type Asked = { graph: Packed; wasm: string } | { query: string };
