/**
 * The SPARQL editor: YASGUI with our prefixes, the names of our vocabulary, and our questions. It asks our endpoint alone
 * or, on a page without a server, the graph in this browser.
 */

import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import "./editor.css";
import { addressOf } from "./inbrowser/addresses";
import { Graph, type Places } from "./inbrowser/graph";

interface Knowledge {
  endpoint?: string;
  graph?: Places;
  prefixes: Record<string, string>;
  names: string[];
  base: string;
  root: string;
}

const place = document.getElementById("editor")!;
const known = JSON.parse(document.getElementById("knowledge")!.textContent!) as Knowledge;
const endpoint = new URL(known.endpoint ?? "", location.href).href;
const asked = new URLSearchParams(location.search).get("query");
// Its own types do not tell of the completers.
const Yasqe = Yasgui.Yasqe as any;

// The completers that come with it ask prefix.cc and LOV: ours asks nobody.
for (const name of Object.keys(Yasqe.Autocompleters)) delete Yasqe.Autocompleters[name];
Yasqe.defaults.autocompleters = [];
Yasqe.registerAutocompleter({
  name: "vocabulary",
  bulk: true,
  autoShow: false,
  persistenceId: null,
  isValidCompletionPosition: () => true,
  get: () => known.names,
});

if (known.graph) {
  const told = document.getElementById("told")!;
  const graph = new Graph(known.graph, (what) => (told.textContent = what));
  Yasqe.prototype.query = function () {
    return asking(this, graph);
  };
}

/** Run the query of an editor in this browser, and tell it what its own request to an endpoint would tell. */
async function asking(yasqe: any, graph: Graph): Promise<unknown> {
  yasqe.abortQuery();
  const started = Date.now();
  const cancel = new AbortController();
  const tell = (event: string, what: unknown) => yasqe.emit(event, what, Date.now() - started);
  yasqe.emit("query", endpoint, cancel);
  try {
    const answer = await graph.answer(yasqe.getValue(), cancel.signal);
    // YASGUI takes a response without content for none.
    const content = answer.content || "# no triple\n";
    const response = { ok: true, status: 200, statusText: "OK", headers: new Headers({ "content-type": answer.media }), content };
    tell("queryResponse", response);
    tell("queryResults", content);
    return response;
  } catch (fault) {
    if (!cancel.signal.aborted) tell("queryResponse", fault);
    tell("error", fault);
    throw fault;
  }
}

/** A query with a PREFIX line for each prefix that it uses: the server needs none, but the editor marks it as a fault. */
function declared(query: string): string {
  const used = Object.entries(known.prefixes).filter(
    ([prefix]) => new RegExp(`(^|[^\\w:-])${prefix}:`).test(query) && !new RegExp(`PREFIX\\s+${prefix}:`, "i").test(query),
  );
  return used.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("") + query;
}

const yasgui = new Yasgui(place, {
  requestConfig: { endpoint, method: "POST" },
  copyEndpointOnNewTab: true,
  populateFromUrl: false,
  persistenceId: null,
  yasqe: {
    value: declared(asked ?? place.dataset.query!),
    createShareableLink: (yasqe: any) =>
      `${location.origin}${location.pathname}?query=${encodeURIComponent(yasqe.getValue())}`,
  } as never,
  yasr: { prefixes: known.prefixes } as never,
});

/** Names for controls that it leaves without, and a way by key to a message that scrolls: not everyone sees or points. */
function named(): void {
  for (const tab of place.querySelectorAll(".tabsList, .tabsList *")) {
    for (const told of ["role", "aria-selected", "aria-controls"]) tab.removeAttribute(told);
  }
  for (const message of place.querySelectorAll(".yasr pre")) message.setAttribute("tabindex", "0");
  for (const head of place.querySelectorAll("th .dt-column-title:empty")) head.textContent = "row";
  for (const [selector, name] of [
    [".yasqe textarea", "The query in SPARQL"],
    [".autocomplete", "The address of the endpoint"],
    [".tableSizer", "Rows a page"],
    [".yasr textarea", "The answer as text"],
    [".yasqe_sharePopup input", "The address of this page with the query"],
  ] as const) {
    for (const element of place.querySelectorAll(selector)) element.setAttribute("aria-label", name);
  }
}

/** A result of ours leads to its page here, and says its whole IRI where one points at it. */
function led(): void {
  for (const link of place.querySelectorAll<HTMLAnchorElement>(`.yasr a.iri[href^="${known.base}"]`)) {
    const iri = link.getAttribute("href")!;
    const page = addressOf(iri, known.base);
    link.title = iri;
    if (page) link.href = known.root + page;
    else link.replaceWith(...link.childNodes);
  }
}

const dress = () => (named(), led());
dress();
new MutationObserver(dress).observe(place, { childList: true, subtree: true });

for (const example of document.querySelectorAll<HTMLButtonElement>("button[data-example]")) {
  example.addEventListener("click", () => {
    yasgui.addTab(true, {
      name: example.textContent!.trim(),
      yasqe: { value: declared(example.dataset.example!) } as never,
    });
    place.scrollIntoView();
  });
}
