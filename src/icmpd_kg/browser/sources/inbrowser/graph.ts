/** The whole graph in the reader's browser, opened when the first query is asked, in a worker that can be ended. */

import type { Answer, Engine, Packed, Said } from "./messages";
import { script } from "./scripts";

declare global {
  var icmpdEngine: Engine | undefined;
  var icmpdGraph: Packed | undefined;
}

/** Where the two files lie that a page loads for it. */
export interface Places {
  engine: string;
  graph: string;
}

export class Graph {
  private worker: Worker | null = null;
  private last: Promise<unknown> = Promise.resolve();

  /** `tell` is told, in words, what a person waits for. */
  constructor(
    private readonly places: Places,
    private readonly tell: (what: string) => void,
  ) {}

  /** The query for every name of every entity. */
  async names(): Promise<string> {
    return (await this.packed()).names;
  }

  /**
   * The answer to a query; queries wait for each other. Fails with the engine's complaint, in words for a person.
   * An abort of `signal` ends the worker, and the next query opens one anew.
   */
  answer(query: string, signal?: AbortSignal): Promise<Answer> {
    const asked = this.last.then(() => this.ask(query, signal));
    this.last = asked.catch(() => undefined);
    return asked.finally(() => this.tell(""));
  }

  private async ask(query: string, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    const worker = (this.worker ??= await this.opened());
    signal?.throwIfAborted();
    const end = () => {
      worker.terminate();
      this.worker = null;
    };
    return new Promise((answer, fail) => {
      signal?.addEventListener("abort", () => (end(), fail(signal.reason)));
      worker.onerror = ({ message }) => (end(), fail(new Error(message || "the engine could not be started")));
      worker.onmessage = ({ data }: MessageEvent<Said>) => {
        if ("told" in data) return this.tell(data.told);
        if ("answer" in data) return answer(data.answer);
        if (data.broken) end();
        fail(new Error(data.fault));
      };
      this.tell("running the query …");
      worker.postMessage({ query });
    });
  }

  private async opened(): Promise<Worker> {
    this.tell("fetching the graph and its engine, 3 MB …");
    const graph = await this.packed();
    await script(this.places.engine);
    const { worker: source, wasm } = globalThis.icmpdEngine!;
    // A worker of a file of its own would not start on a page that is opened from a folder.
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = new Worker(address);
    worker.postMessage({ graph, wasm });
    return worker;
  }

  private async packed(): Promise<Packed> {
    await script(this.places.graph);
    return globalThis.icmpdGraph!;
  }
}
