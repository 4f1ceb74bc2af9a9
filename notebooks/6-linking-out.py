# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Linking out: the graph joined with another source
#
# **Question.** In which capacities do members of the European Union, and in which do other states, appear in the
# report? The graph cannot answer it: it holds what the report says, and the report does not list the EU's members.
#
# **Data.** The graph, and an excerpt of the EU's own [country table](other-sources/README.md) in RDF, which lies beside
# this notebook. Nothing is fetched.
#
# **Method.** States of the graph carry the identifiers of other sources (`skos:exactMatch`, basis *reference*). A join
# over them is a query over both sources at once: first in one store, then with the other source on a server.

# %%
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown

from icmpd_kg import KnowledgeGraph

plt.style.use("study.mplstyle")
kg = KnowledgeGraph.open()
table = Path("other-sources/eu-countries.ttl")

# %% [markdown]
# ## Both in one store
#
# `export` writes the graph to a file, `parse` opens several RDF files as one graph.

# %%
folder = tempfile.TemporaryDirectory()
ours = Path(folder.name) / "icmpd.nq"
kg.export(ours)
both = KnowledgeGraph.parse(ours, table)

both.query(
    """SELECT ?source ?version { ?s a skos:ConceptScheme ; owl:versionInfo ?version ; rdfs:label ?source }
    ORDER BY ?source"""
).to_pandas()

# %% [markdown]
# ## How well do they join?
#
# Before any result: which states find their match, and do the two sources agree on what both say? Both have the ISO
# code of a state and its region by the UN standard M49. The regions of the graph were taken from another source than
# this table, so that their agreement says something; the codes are part of the identifiers ([how they were
# taken](../data/reference/README.md)).

# %%
EU = """
PREFIX country: <http://publications.europa.eu/resource/authority/country/>
PREFIX euvoc: <http://publications.europa.eu/ontology/euvoc#>
PREFIX at: <http://publications.europa.eu/ontology/authority/>
"""
joined = both.query(
    EU
    + """
    SELECT ?state ?listed ?our_code ?their_code ?our_region ?their_region WHERE {
      ?thing a icmpd:State ; rdfs:label ?state .
      OPTIONAL { ?thing icmpd:iso3166 ?our_code }
      OPTIONAL { ?thing icmpd:unRegion/skos:notation ?number . ?thing icmpd:unRegion/rdfs:label ?our_region }
      OPTIONAL {
        ?thing skos:exactMatch ?match .
        ?match skos:inScheme country:0001 ; skos:prefLabel ?listed FILTER(LANG(?listed) = "en")
        OPTIONAL { ?match skos:notation ?their_code FILTER(DATATYPE(?their_code) = euvoc:ISO_3166_1_ALPHA_3) }
        OPTIONAL { ?match skos:notation ?their_region FILTER(DATATYPE(?their_region) = euvoc:UNSD_GEOSCHEME) }
      }
    } ORDER BY ?state
    """
).to_pandas()
matched = joined["listed"].notna()
ours_named = joined["our_region"].str.removesuffix(" (UN M49)")
pd.DataFrame(
    {
        "compared": ["states with a match", "same ISO code", "same UN region", "same English name"],
        "states": [
            matched.sum(),
            (joined["our_code"] == joined["their_code"]).sum(),
            (ours_named == joined["their_region"]).sum(),
            (joined["state"] == joined["listed"]).sum(),
        ],
        "of": [len(joined), matched.sum(), matched.sum(), matched.sum()],
    }
)

# %% [markdown]
# Names are no key. Joined by name instead of by identifier, these would be lost:

# %%
joined.loc[matched & (joined["state"] != joined["listed"]), ["state", "listed", "our_code"]]

# %% [markdown]
# And these have no match:

# %%
joined.loc[~matched, ["state"]]

# %% [markdown]
# The other source tells why: it has withdrawn the codes under which it held them. For Kosovo it names a new one, which
# the graph does not hold ([what was decided](../data/reference/README.md)), and the report prints a footnote, which
# belongs to each mention.

# %%
both.query(
    EU
    + """
    SELECT ?name ?withdrawn ?end ?note WHERE {
      ?entry skos:prefLabel ?name ; at:deprecated ?withdrawn . FILTER(LANG(?name) = "en" && ?withdrawn = "true")
      OPTIONAL { ?entry at:end.use ?end }
      OPTIONAL { ?entry skos:historyNote ?note FILTER(CONTAINS(?note, "code") && CONTAINS(?note, "retired")) }
    } ORDER BY ?name
    """
).to_pandas()

# %%
kg.run("notes-of-a-thing", thing="Kosovo").to_pandas().drop_duplicates("note")

# %% [markdown]
# ## In which capacities?
#
# The states in each capacity, by whether the other source lists them as members of the EU. A capacity is the role of a
# tie, or to be a country in which a project works. Mind the `OPTIONAL` within the `OPTIONAL`: one that began with a
# `?match` that is not bound would match everything, and make the unmatched members.

# %%
THEIRS = "?match skos:inScheme country:0001 OPTIONAL { ?match skos:inScheme ?union FILTER(?union = country:0005) }"
CAPACITIES = (
    EU
    + """
    SELECT DISTINCT ?capacity ?state ?member WHERE {
      {
        ?tie icmpd:agent ?thing ; icmpd:participatesIn ?what ; icmpd:role/skos:prefLabel ?role .
        BIND(STR(?role) AS ?capacity)
      }
      UNION
      { ?project a icmpd:Project ; icmpd:country ?thing . BIND("country of a project" AS ?capacity) }
      ?thing a icmpd:State ; rdfs:label ?state .
      FILTER(LANG(?role) = "en" || !BOUND(?role))
      OPTIONAL { ?thing skos:exactMatch ?match . THEIRS }
      BIND(IF(BOUND(?union), "EU member", IF(BOUND(?match), "other state", "no match")) AS ?member)
    } ORDER BY ?capacity ?member ?state
    """
)
capacities = both.query(CAPACITIES.replace("THEIRS", THEIRS)).to_pandas()
counted = pd.crosstab(capacities["capacity"], capacities["member"])
counted = counted.loc[counted.sum(axis=1).sort_values(ascending=False, kind="stable").index]
counted = counted.reindex(columns=["EU member", "other state", "no match"], fill_value=0)
counted

# %% alt="For each capacity, how many EU members and how many other states the report names in it"
figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
shown = counted.iloc[::-1]
left = pd.Series(0, index=shown.index)
for name, colour in zip(shown, ("C0", "C1", "lightgrey"), strict=True):
    bars = axes.barh(shown.index, shown[name], left=left, color=colour, label=name)
    axes.bar_label(
        bars, labels=[n or "" for n in shown[name]], label_type="center", color="white" if colour == "C0" else "black"
    )
    left += shown[name]
axes.set_xlabel("states named in this capacity")
axes.set_title("EU members and other states, by what the report names them for")
axes.legend(loc="lower right")
plt.show()

# %%
works, gives = counted.loc["country of a project"], counted.loc["funder"]
members = both.query(
    EU
    + """SELECT ?name ?state { ?m skos:inScheme country:0005 ; skos:prefLabel ?name FILTER(LANG(?name) = "en")
    OPTIONAL { ?thing skos:exactMatch ?m ; rdfs:label ?state } } ORDER BY ?name"""
).to_pandas()
absent = members.loc[members["state"].isna(), "name"]
Markdown(
    f"{works['EU member']} of the {works.sum()} countries in which a project works are members of the EU, and "
    f"{gives['EU member']} of the {gives.sum()} states that fund one. Of the {len(members)} members of the EU the "
    f"report names {members['state'].notna().sum()} as a state; {len(absent)} it does not: {', '.join(absent)}."
)

# %% [markdown]
# ## In the reader's language
#
# The other source has names in many languages. Here are the countries with the most projects, for a figure in French,
# Arabic or Turkish.

# %%
both.query(
    EU
    + """
    SELECT ?state ?projects ?french ?arabic ?turkish WHERE {
      {
        SELECT ?thing (COUNT(DISTINCT ?project) AS ?projects) { ?project a icmpd:Project ; icmpd:country ?thing }
        GROUP BY ?thing
      }
      ?thing rdfs:label ?state ; skos:exactMatch ?match .
      ?match skos:prefLabel ?french , ?arabic , ?turkish .
      FILTER(LANG(?french) = "fr" && LANG(?arabic) = "ar" && LANG(?turkish) = "tr")
    } ORDER BY DESC(?projects) ?state LIMIT 6
    """
).to_pandas()

# %% [markdown]
# ## The same with a server
#
# Where the other source is on a SPARQL server, the query asks it with `SERVICE`, and the address must be allowed. To
# stay offline, the server here is a small one of our own ([Oxigraph](https://github.com/oxigraph/oxigraph)), started
# with the same file and ended after the question.

# %%
oxigraph = Path(sys.executable).with_name("oxigraph")
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
place = ["--location", folder.name + "/served"]
subprocess.run([oxigraph, "load", *place, "--file", table], check=True, capture_output=True)
server = subprocess.Popen(
    [oxigraph, "serve-read-only", *place, "--bind", f"127.0.0.1:{port}"],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
address = f"http://127.0.0.1:{port}/query"
while True:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.05)

asked = CAPACITIES.replace("THEIRS", f"SERVICE <{address}> {{ {THEIRS} }}")
federated = kg.query(asked, services=[address]).to_pandas()
server.terminate()
server.wait()
print("the same answer:", federated.equals(capacities))

# %%
folder.cleanup()
# The conclusions below stand on this: where the data no longer bear them out, the notebook stops here.
assert set(joined.loc[~matched, "state"]).isdisjoint(
    kg.query("SELECT ?s { ?t icmpd:iso3166 ?c ; rdfs:label ?s }").to_pandas()["s"]
)
assert works["other state"] > works["EU member"] and gives["EU member"] > 0

# %% [markdown]
# ## What may be concluded, and what not
#
# - Identifiers join the two sources without loss but for the states that the other source itself has withdrawn or that
#   have no code; names would not. Count the unmatched before you count anything else.
# - Projects work mostly in states that are no members of the EU. That members seldom appear as donors says nothing of
#   who pays: they also act through the Union, which is an organisation here and no state, and the funder of most
#   projects is not told at all ([the third notebook](3-donors-and-partnerships.py)).
# - A member that the report does not name may well take part: the report says that dialogues have dozens of states and
#   names few ([the second notebook](2-dialogues.py)).
# - The list of members is that of the version of 2023, and would count wrongly who left or joined after the report's
#   year. The United Kingdom was a member until 31 January 2020 (Official Journal L 29 of that day) and is among the
#   other states here. A study of an earlier year needs the list of that year.
# - What comes from the other source has neither page nor quotation here. Cite it as a source of its own.
