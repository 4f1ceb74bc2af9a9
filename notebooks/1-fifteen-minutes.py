# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # The graph in fifteen minutes
#
# What does the graph hold, how do I ask it, and how do I know that an answer is true? This notebook goes once through
# all of it, with examples that are answered as you read. The five others each tell one study.
#
# The graph holds what one organisation, ICMPD, says in one annual report, on its year 2020. Every fact carries the page
# on which it stands and a short quotation. What the report does not say, the graph leaves empty.

# %%
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown

from icmpd_kg import KnowledgeGraph, networks

plt.style.use("study.mplstyle")
kg = KnowledgeGraph.open()

# %% [markdown]
# ## What is in it
#
# Many questions are ready: `kg.questions()` lists them, `kg.run(NAME)` asks one. `to_pandas` makes a table of the
# answer.

# %%
held = kg.run("what-is-in-the-graph").to_pandas()
questions, things = len(list(kg.questions())), held["things"].sum()
Markdown(f"{questions} questions are ready. The graph holds {things} things of {len(held)} kinds.")

# %% alt="Bars: how many things of each kind the graph holds; beside them, how many facts rest on each basis"
basis = kg.query("SELECT ?basis (COUNT(?fact) AS ?facts) { ?fact icmpd:basis ?basis } GROUP BY ?basis").to_pandas()

figure, (left, right) = plt.subplots(1, 2, width_ratios=[2, 1], layout="constrained")
for axes, table, of, count in ((left, held, "kind", "things"), (right, basis, "basis", "facts")):
    rows = table.sort_values(count)
    axes.bar_label(axes.barh(rows[of], rows[count], height=0.8 * len(rows) / len(held)), padding=3)
    axes.margins(x=0.18)
    axes.tick_params(left=False, bottom=False, labelbottom=False)
    axes.spines[["bottom", "left"]].set_visible(False)
left.set_title("Things in the graph, by kind")
right.set_title("Facts, by what they rest on")
plt.show()

# %% [markdown]
# The right half matters for every study:
#
# - *stated*: a sentence of the report says so;
# - *title*: only the title of a project or a document implies it;
# - *inferred*: the reading of those who made the tables;
# - *reference*: from outside the report, such as codes and coordinates of places.
#
# A *participation* is one tie: who takes part in what, in which role and when. An *observation* is one figure of the
# report, with words such as "more than" if the report has them.

# %% [markdown]
# ## Find a thing
#
# By any name that the report prints, and by slightly wrong ones.

# %%
pd.DataFrame(kg.search("Prag Proces", limit=3))[["label", "kind", "score"]]

# %% [markdown]
# ## See what is known of it
#
# Each line is one statement, with what it rests on, its page and its quotation. Some follow by a rule from other facts;
# those say so.

# %%
known = kg.show("Khartoum Process").to_pandas()
known.drop(columns="fact").drop_duplicates(["relation", "value"]).head(12)

# %% [markdown]
# ## Ask in words
#
# A question in plain English is answered only if each of its words is understood. What was understood is said.

# %%
asked = kg.ask("Who chairs the Prague Process?")
print("understood as:", asked.reading)
asked.result.to_pandas()

# %%
refused = kg.ask("Which dialogue is the most successful?")
print(refused.why, "- not known:", ", ".join(refused.unknown))

# %% [markdown]
# ## Ask in SPARQL
#
# A value is bound to a variable by its name, and never pasted into the text: `donor` below binds `?donor`.

# %%
kg.query(
    """
    SELECT ?project ?start WHERE {
      ?funded icmpd:fundedBy ?donor ; rdfs:label ?project .
      OPTIONAL { ?funded icmpd:start ?start }
    } ORDER BY ?project
    """,
    donor=kg.find("UK"),
).to_pandas()

# %% [markdown]
# ## Prove it
#
# `evidence` asks where the report states one triple; `to_pandas(evidence=True)` adds to each row of an answer the
# places behind it.

# %%
places = kg.evidence(kg.find("PACT"), kg.term("icmpd:fundedBy"), kg.find("UK"))
pd.DataFrame(places)[["page", "quotation", "basis", "rule"]]

# %% [markdown]
# An answer can be cited so that anyone can prove it later: the citation holds the query, the version of the data and a
# digest of the answer. [How to cite](../docs/citing.md)

# %%
cited = kg.cite("who-funds", project="PACT")
verified = kg.verify_citation(cited)
print(cited.title)
print("same data:", verified.same_data, "· same answer:", verified.same_answer)

# %% [markdown]
# ## When the answer is empty
#
# An empty answer is not a "no". Ask for its caveats, which tell apart what the graph does not know from what the report
# does not say:

# %%
result = kg.run("who-funds", project="MPF-PP")
print("rows:", len(result.to_pandas()))
for caveat in result.caveats():
    print(f"{caveat.kind}: {caveat}")

# %% [markdown]
# ## What the report says of itself
#
# The report gives totals and does not name all that they count. The graph keeps both and fills nothing in; [all
# comparisons](../docs/checks.md) are told in the documentation.

# %%
checks = pd.DataFrame(kg.check())
checks.groupby("verdict").size().rename("comparisons").reset_index()

# %%
gaps = checks.query("verdict == 'gap'").assign(
    stated=lambda c: c["stated"].astype(int), held=lambda c: c["held"].astype(int)
)
gaps.sort_values("stated", ascending=False).head(8)[["title", "qualifier", "stated", "held"]]

# %% [markdown]
# ## Take it further
#
# `kg.network(NAME)` gives the ties as a graph of networkx, `kg.dataset` the whole as a dataset of rdflib,
# `kg.export(FILE)` a file for other programs. [Networks](../docs/networks.md) can be cut, projected, measured and
# drawn.

# %%
G = kg.network("dialogues")
print(G.graph["title"])
dated = sum("dated" in tie for *_, tie in G.edges(data=True))
print(G.number_of_nodes(), "nodes and", G.number_of_edges(), "ties, of which", dated, "have a date")

# %% alt="A map of the cities that the report names, and what is there"
networks.draw(kg.network("cities"))

# %% [markdown]
# ## What to be careful about
#
# - One report of one organisation on one year: it tells what ICMPD chose to write about its own work. What it does not
#   mention may well exist.
# - Leave out what you do not want to rely on, and see what of your finding remains: *title* and *inferred* ties. [The
#   fifth notebook](5-how-sure.py) does that for the findings of the others.
# - Words such as "more than" belong to a figure. Keep them.
# - Pages may be off by one within a spread; the quotation is the surer guide.
#
# Next: [who connects the dialogues](2-dialogues.py).
