/** The SPARQL editor: YASGUI on our endpoint alone, with our prefixes, the names of our vocabulary, and our questions. */

import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";

interface Term {
  name: string;
  label: string;
}
interface Knowledge {
  endpoint: string;
  prefixes: Record<string, string>;
  terms: Term[];
}

const place = document.getElementById("editor")!;
const known = JSON.parse(document.getElementById("knowledge")!.textContent!) as Knowledge;
const endpoint = new URL(known.endpoint, location.href).href;
const asked = new URLSearchParams(location.search).get("query");
const Yasqe = Yasgui.Yasqe as any;

// The completers that come with it ask prefix.cc and LOV: these ask nobody.
for (const name of Object.keys(Yasqe.Autocompleters)) delete Yasqe.Autocompleters[name];
Yasqe.defaults.autocompleters = [];
Yasqe.registerAutocompleter({
  name: "vocabulary",
  bulk: true,
  autoShow: false,
  persistenceId: null,
  isValidCompletionPosition: () => true,
  get: () => known.terms.map((term) => term.name),
});

const yasgui = new Yasgui(place, {
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint }] } as never,
  copyEndpointOnNewTab: true,
  populateFromUrl: false,
  persistenceId: asked ? null : "icmpd-kg",
  yasqe: {
    value: asked ?? place.dataset.query!,
    createShareableLink: (yasqe: any) => `${location.origin}${location.pathname}?query=${encodeURIComponent(yasqe.getValue())}`,
  } as never,
  yasr: { prefixes: known.prefixes } as never,
});
if (asked) yasgui.getTab()?.getYasqe().setValue(asked);

for (const link of document.querySelectorAll<HTMLButtonElement>("button[data-example]")) {
  link.addEventListener("click", () => {
    yasgui.addTab(true, { name: link.textContent!.trim(), yasqe: { value: link.dataset.example! } as never });
    place.scrollIntoView();
  });
}
