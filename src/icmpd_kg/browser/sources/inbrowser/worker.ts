/** The worker that holds the graph: Oxigraph in WebAssembly, a query at a time. It reads nothing but what it is handed. */

import init, { Store } from "oxigraph/web.js";
import { answered } from "./asking";
import type { Asked, Packed, Said } from "./messages";

let store: Promise<Store>;
let known: Packed;

const say = (said: Said) => self.postMessage(said);

self.onmessage = async ({ data }: MessageEvent<Asked>) => {
  if ("graph" in data) {
    known = data.graph;
    store = loaded(data.wasm, data.graph.quads);
    return;
  }
  let opened: Store;
  try {
    opened = await store;
  } catch (fault) {
    return say({ fault: `The engine cannot be started in this browser: ${fault}`, broken: true });
  }
  try {
    say({ answer: answered(opened, known, data.query) });
  } catch (fault) {
    // The engine tells a fault of the query as an Error; any other kind is its own end (memory, stack).
    const broken = !(fault instanceof Error) || fault.constructor !== Error;
    say({ fault: broken ? "This query is more than the engine in your browser can take." : fault.message, broken });
  }
};

async function loaded(wasm: string, quads: string): Promise<Store> {
  say({ told: "starting the engine …" });
  await init({ module_or_path: await unpacked(wasm) });
  say({ told: "loading the graph …" });
  const text = await unpacked(quads);
  const opened = new Store();
  opened.load(new Uint8Array(text), { format: "application/n-quads", no_transaction: true, lenient: true });
  say({ told: "running the query …" });
  return opened;
}

function unpacked(packed: string): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
