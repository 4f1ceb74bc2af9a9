# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Dialogue networks: who connects the processes?
#
# **Question.** Dialogues are connected if the same agents have a part in several of them, or if the same projects and
# policies do. What does the report show to connect the migration dialogues, apart from the organisation that wrote it?
#
# **Data.** The network of states and organisations, and the dialogues and events in which they have a part; then all
# ties of the graph.
#
# **Method.** Two-mode centrality (Borgatti and Everett 1997; Freeman 1977 for betweenness); points of articulation; the
# shortest paths between dialogues with and without one node; and a null model that keeps how many dialogues each agent
# has, and how many agents each dialogue (Strona and others 2014).

# %%
import itertools
import string

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
from IPython.display import Markdown

from icmpd_kg import KnowledgeGraph, networks

plt.style.use("study.mplstyle")
kg = KnowledgeGraph.open()
G = kg.network("dialogues")
icmpd = kg.find("ICMPD").iri

# %% [markdown]
# ## The data, and what is missing
#
# Each tie is one fact, in one role. What they rest on, and how many have a date:

# %%
ties = nx.to_pandas_edgelist(G)
roles = pd.crosstab(ties["role"], ties["basis"])
roles["with a date"] = ties.groupby("role")["dated"].count()
roles["by ICMPD"] = ties[ties["source"] == icmpd].groupby("role").size().reindex(roles.index, fill_value=0)
roles

# %%
dialogues = [node for node, known in G.nodes(data=True) if known["kind"] == "Dialogue"]
states = [node for node, known in G.nodes(data=True) if known["kind"] == "State"]
Markdown(
    f"{G.number_of_edges()} ties of {ties['source'].nunique()} agents, of which {len(states)} are states; "
    f"{(ties['source'] == icmpd).mean():.0%} of the ties are ICMPD's own, in its own report."
)

# %% [markdown]
# How much is missing, the report itself tells: it says how many took part and names few of them.

# %%
checks = pd.DataFrame(kg.check())
counted = checks["title"].str.contains("(?:countries|organisations|states) .*Process", regex=True)
gaps = checks[(checks["verdict"] == "gap") & counted].astype({"stated": int, "held": int})
gaps[["title", "qualifier", "stated", "held"]]

# %% [markdown]
# So this network is no picture of who meets whom. It is a picture of whom the report *names*, and a study of overlap
# among states cannot be made from it. What can be asked is who is named as having a part in several dialogues.

# %% [markdown]
# ## The network

# %% alt="The network of agents, dialogues and events; what is tied to what stands in the tables"
networks.draw(G)

# %% [markdown]
# ## Who is central
#
# `measures` gives a row a node; the notes tell what was done to the graph, and what does not apply to it.

# %%
central = networks.measures(G, ["degree", "strength", "betweenness", "articulation"])
agents = central[[G.nodes[node]["bipartite"] == 0 for node in central.index]]
for note in central.attrs["notes"]:
    print("note:", note)
agents.sort_values(["degree", "betweenness", "label"], ascending=[False, False, True]).head(6).drop(
    columns=["kind", "region"], errors="ignore"
).round(3).reset_index(drop=True)

# %% [markdown]
# *Degree* counts the dialogues and events in which an agent has a part, *strength* the ties, and an *articulation* is a
# node without which its part of the network would fall apart.
#
# That ICMPD is in the centre says little: it is the secretariat of many of these dialogues, and it is the author.
# Centrality in a network that one of its nodes wrote is partly a measure of authorship. So it is taken out:

# %%
without = G.copy()
without.remove_node(icmpd)
pieces = {name: networks.summary(graph, ["components"]) for name, graph in (("all", G), ("without ICMPD", without))}
several = [
    without.nodes[node]["label"]
    for node, known in without.nodes(data=True)
    if known["bipartite"] == 0 and len(set(without[node]) & set(dialogues)) > 1
]
Markdown(
    f"With ICMPD the network has {pieces['all']['components']:.0f} parts, without it "
    f"{pieces['without ICMPD']['components']:.0f}. Agents but ICMPD with a part in more than one dialogue: "
    f"{', '.join(several) or 'none'}."
)

# %% [markdown]
# Is that few, given how few ties there are? The null model shuffles who has a part in what, and keeps how many parts
# each has. Counted are the pairs of dialogues and events that share an agent.

# %%
chance = networks.significance(without, nx.Graph.number_of_edges, onto="activities", draws=500)
pd.DataFrame(
    [
        {
            "pairs that share an agent": chance.observed,
            "mean of the draws": round(chance.mean, 2),
            "as many or more by chance": round(chance.p_higher, 3),
            "as few or fewer by chance": round(chance.p_lower, 3),
        }
    ]
)

# %%
told = min(chance.p_higher, chance.p_lower) < 0.025
Markdown(
    "The number of pairs is "
    + ("more or less than" if told else "what")
    + " chance would give with these few ties, so that "
    + ("it needs an explanation." if told else "nothing is to be read from it, neither closeness nor distance.")
)

# %% [markdown]
# ## Other connections
#
# Dialogues are also connected by what supports them and by what they support: projects, frameworks, publications,
# events. In the network of all ties, what lies directly between two dialogues, apart from ICMPD?

# %%
everything = nx.Graph(kg.network("all"))
everything.remove_node(icmpd)
between = [
    (
        everything.nodes[one]["label"],
        everything.nodes[other]["label"],
        everything.nodes[node]["label"],
        everything.nodes[node]["kind"],
    )
    for one, other in itertools.combinations(sorted(dialogues), 2)
    for node in sorted(nx.common_neighbors(everything, one, other))
]
pd.DataFrame(between, columns=["one dialogue", "other dialogue", "is connected by", "a"])

# %% [markdown]
# And over longer paths? The number of ties on the shortest one, of whatever kind, with and without ICMPD. Paths over a
# country in which two things happen to lie are no connection of dialogues; ties of place are left out.

# %% alt="The number of ties on the shortest path between each two dialogues, with ICMPD and without it"
multi = kg.network("all")
full = nx.Graph()
full.add_edges_from((s, t) for s, t, tie in multi.edges(data=True) if tie["role"] not in {"country", "city"})
bare = full.copy()
bare.remove_node(icmpd)


order = sorted(dialogues, key=lambda node: multi.nodes[node]["label"])
letters = string.ascii_uppercase[: len(order)]


def distances(graph: nx.Graph) -> pd.DataFrame:
    """The ties on the shortest path between each two dialogues; no value where there is none."""
    far = {one: nx.single_source_shortest_path_length(graph, one) for one in order}
    return pd.DataFrame(
        [[far[one].get(other) if one != other else None for other in order] for one in order], order, order
    )


figure, panels = plt.subplots(1, 2, figsize=(11, 4), sharey=True, layout="constrained")
for axes, graph, title in zip(panels, (full, bare), ("with ICMPD", "without ICMPD"), strict=True):
    far = distances(graph)
    axes.imshow(far.astype(float), cmap="cividis_r", vmin=1, vmax=6)
    for (i, one), (j, other) in itertools.product(enumerate(order), repeat=2):
        value = far.loc[one, other]
        if one != other:
            axes.text(j, i, "–" if pd.isna(value) else f"{value:.0f}", ha="center", va="center")
    axes.set_xticks(range(len(order)), letters)
    axes.set_yticks(
        range(len(order)), [f"{multi.nodes[node]['label']}  {c}" for node, c in zip(order, letters, strict=True)]
    )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_title(title)
figure.suptitle("Ties on the shortest path between two dialogues (–: no path)")
plt.show()

# %%
pairs = list(itertools.combinations(order, 2))
near, far = distances(full), distances(bare)
lost = [pair for pair in pairs if pd.isna(far.loc[pair])]
longer = [pair for pair in pairs if pair not in lost and far.loc[pair] > near.loc[pair]]
two = [sum(table.loc[pair] == 2 for pair in pairs) for table in (near, far)]
Markdown(
    f"Of {len(pairs)} pairs of dialogues, {two[0]} are two ties apart with ICMPD, and {two[1]} without it; "
    f"{len(longer)} paths become longer, and between {len(lost)} pairs none is left."
)

# %% [markdown]
# ## What the connections rest on
#
# The ties of what connects two dialogues directly, each with its page and quotation. A tie that rests on a *title* or
# is *inferred* is weaker than one that is stated.

# %%
connecting = {
    node for one, other in itertools.combinations(dialogues, 2) for node in nx.common_neighbors(everything, one, other)
}
pd.DataFrame(
    [
        (multi.nodes[s]["label"], tie["role"], multi.nodes[t]["label"], tie["basis"], tie["page"], tie["quotation"])
        for s, t, tie in sorted(multi.edges(data=True), key=lambda edge: edge[2]["fact"])
        if (s in connecting and t in dialogues) or (t in connecting and s in dialogues)
    ],
    columns=["from", "role", "to", "basis", "page", "quotation"],
)

# %%
# The conclusions below stand on this: where the data no longer bear them out, the notebook stops here.
assert agents["degree"].idxmax() == icmpd and (ties["source"] == icmpd).mean() > 0.5
assert not told and len(several) <= 2
assert {everything.nodes[node]["kind"] for node in connecting} == {"Organisation", "Project", "Framework"}

# %% [markdown]
# ## What may be concluded, and what not
#
# - In this report one organisation connects the dialogues: the one that wrote it. Without it, few are connected
#   directly, and what connects them are a project, a framework and an organisation, not states.
# - Nothing follows for the states. The report names a handful of the dozens that it counts, so that no overlap of
#   dialogues among states can show. Lists of participants from the dialogues themselves would be needed, and could be
#   [joined](6-linking-out.py).
# - Absence of a path is absence from the report. It does not show that two dialogues do not speak with each other.
# - Most ties have no date, so the network is of the report and not of a day: a chair that was handed over shows both
#   chairs.
# - With so few ties, measures of centrality order little more than one node against the rest. Read them as a
#   description.
