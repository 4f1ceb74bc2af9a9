# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Donors and partnerships: concentration, niches, missing data
#
# **Question.** Is the funding of projects concentrated on few donors? Do donors keep to regions of their own? And what
# can be said at all, if for most projects no donor is named?
#
# **Data.** The network of partnerships: donors, implementers, partners and beneficiaries, and their projects.
#
# **Method.** The index of Hirschman (1945) and Herfindahl (1950), over ties and not over money; bounds of it that
# assume nothing of the missing donors (Manski 1990); a permutation test of whether they are missing alike in all
# regions.

# %%
import textwrap

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
from IPython.display import Markdown

from icmpd_kg import KnowledgeGraph, networks

plt.style.use("study.mplstyle")
kg = KnowledgeGraph.open()
icmpd = kg.find("ICMPD").iri
G = kg.network("partnerships")

# %% [markdown]
# ## The data, and what is missing

# %%
kg.run("ties-to-projects-by-role").to_pandas()

# %%
projects = kg.query(
    """
    SELECT ?project ?region (MIN(?rank) AS ?told) (SAMPLE(?whole) AS ?within) WHERE {
      ?project a icmpd:Project ; icmpd:inRegion/rdfs:label ?region .
      OPTIONAL { ?project icmpd:partOf ?whole . ?whole a icmpd:Project }
      OPTIONAL {
        GRAPH ?fact { ?tie icmpd:participatesIn ?project ; icmpd:role role:funder }
        ?fact icmpd:basis ?basis .
        VALUES (?basis ?rank) { ("stated" 1) ("title" 2) ("inferred" 3) }
      }
    } GROUP BY ?project ?region ORDER BY ?project
    """
).to_pandas()
projects["funder"] = projects["told"].map({1: "stated", 2: "title only", 3: "inferred"}).fillna("not told")
parts = projects[projects["within"].notna()]
projects = projects[projects["within"].isna()]
known = projects["funder"] != "not told"
Markdown(
    f"The graph holds {len(projects)} projects, and {len(parts)} parts of projects, of which "
    f"{(parts['funder'] != 'not told').sum()} have a donor of their own; they are left out here, since who pays for "
    f"the whole pays for them. For {known.sum()} of the projects ({known.mean():.0%}) a donor is known, for "
    f"{(projects['funder'] == 'stated').sum()} by a sentence of the report. It names no amounts."
)

# %% alt="For each region, how many projects have a donor that is stated, told by a title only, inferred, or not told"
told = pd.crosstab(projects["region"], projects["funder"])[["stated", "title only", "inferred", "not told"]]
told = told.loc[told.sum(axis=1).sort_values().index]
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
left = pd.Series(0, index=told.index)
for name, colour in zip(told, ("C0", "C1", "C2", "#dddddd"), strict=True):
    axes.barh(told.index, told[name], left=left, color=colour, label=name)
    left += told[name]
axes.xaxis.set_major_locator(plt.MaxNLocator(integer=True))
axes.set_xlabel("projects")
axes.set_title("Is a donor told?")
axes.legend(loc="lower right")
plt.show()

# %% [markdown]
# Are donors missing by chance? If they were, they would be told about equally often in all regions. The test shuffles
# the projects among the regions, and asks how often the regions then differ as much (the sum of squares between them).


# %%
def between(regions: np.ndarray, found: np.ndarray) -> float:
    """The sum of squares between regions of the share of projects with a known donor."""
    totals, hits = np.bincount(regions), np.bincount(regions, weights=found)
    return float((totals * (hits / totals - found.mean()) ** 2).sum())


chance = np.random.default_rng(2020)
codes, found = pd.factorize(projects["region"])[0], known.to_numpy(float)
drawn = np.array([between(chance.permutation(codes), found) for _ in range(9999)])
p = (1 + (drawn >= between(codes, found) - 1e-9).sum()) / (1 + len(drawn))
Markdown(
    f"The regions differ as much in {p:.1%} of the draws: that donors are missing by chance is "
    + ("refuted, at the level of five percent." if p < 0.05 else "not refuted, at the level of five percent.")
)

# %% [markdown]
# Whether a donor is named is a choice of those who wrote a chapter. What follows describes that choice as much as the
# funding.

# %% [markdown]
# ## Concentration
#
# A donor's share is its share of the ties between donors and projects. Small and large projects count alike, since no
# amounts are told.

# %%
F = kg.network("partnerships", roles=["funder"])
F.remove_nodes_from(parts["project"])
F.graph["title"] = "Donors and their projects"
measured = networks.concentration(F)
donors = pd.DataFrame(
    [
        {
            "donor": F.nodes[donor]["label"],
            "kind": F.nodes[donor]["kind"],
            "projects": F.out_degree(donor),
            "share": round(share, 2),
        }
        for donor, share in measured.shares.items()
    ]
)
donors

# %%
Markdown(
    f"The index is {measured.index:.2f}; {measured.effective:.1f} donors with equal shares would give the same. Of "
    f"{len(donors)} donors, {(donors['projects'] == 1).sum()} have a single tie."
)

# %% [markdown]
# **What the missing donors could change.** Nothing is known of them, so nothing is assumed: at one extreme all projects
# without a known donor belong to the largest one, at the other each to a donor of its own. The truth lies between, if
# each of these projects has one donor.


# %% alt="The number of equal donors that would give the concentration observed, and the range in which it may lie"
def bounds(ties: list[int], missing: int) -> tuple[float, float]:
    """The lowest and the highest number of equal donors, whoever gives to the projects of which no donor is told."""
    total = sum(ties) + missing
    one = ((max(ties) + missing) ** 2 + sum(n * n for n in ties) - max(ties) ** 2) / total**2
    all_different = (sum(n * n for n in ties) + missing) / total**2
    return 1 / one, 1 / all_different


rows = []
for region, part in [("all regions", projects), *projects.groupby("region")]:
    some = F.subgraph([*part["project"], *{donor for donor, project in F.edges() if project in set(part["project"])}])
    counts = [degree for node, degree in nx.DiGraph(some).out_degree() if some.nodes[node]["bipartite"] == 0]
    if counts:
        low, high = bounds(counts, int((part["funder"] == "not told").sum()))
        rows.append((region, len(part), sum(counts), sum(counts) ** 2 / sum(n * n for n in counts), low, high))
ranges = pd.DataFrame(rows, columns=["region", "projects", "ties", "observed", "lowest", "highest"]).set_index("region")

figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
shown = ranges.iloc[::-1]
axes.hlines(
    shown.index, shown["lowest"], shown["highest"], color="C4", linewidth=5, label="possible, whoever gives to the rest"
)
axes.plot(shown["observed"], shown.index, "o", color="C5", label="of the donors told")
axes.set_xscale("log")
axes.set_xticks([1, 2, 5, 10, 20, 50, 100], [1, 2, 5, 10, 20, 50, 100])
axes.minorticks_off()
axes.set_xlabel("number of equal donors that would be as concentrated (logarithmic)")
axes.set_title("What the missing donors leave open")
figure.legend(loc="outside lower center", ncols=2)
plt.show()

# %%
ranges.round(1)

# %% [markdown]
# ## Niches
#
# Where do donors fund? A cell is the number of projects of a donor in a region.

# %% alt="How many projects of each donor are told for each region"
cells = kg.run("donors-and-regions").to_pandas().pivot(index="donor", columns="region", values="projects")
cells = cells.loc[donors["donor"], cells.sum().sort_values(ascending=False).index]
figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
for (row, column), count in np.ndenumerate(cells.to_numpy()):
    if count > 0:
        axes.scatter(column, row, s=260 * count, color="C0")
        axes.text(column, row, f"{count:.0f}", color="white", ha="center", va="center")
axes.set_xticks(range(len(cells.columns)), [textwrap.fill(name.replace("/", "/ "), 14) for name in cells.columns])
axes.set_yticks(range(len(cells)), [name.replace(" for ", "\nfor ") for name in cells.index])
axes.set_ylim(len(cells) - 0.5, -0.5)
axes.set_xlim(-0.5, len(cells.columns) - 0.5)
axes.grid(alpha=0.3)
axes.set_title("Projects with a known donor, by donor and region")
plt.show()

# %%
reached, lone = cells.notna().sum(axis=1), (donors["projects"] == 1).sum()
single = ", ".join(cells.columns[cells.notna().sum() == 1]) or "none"
Markdown(
    f"{(reached == 1).sum()} of {len(cells)} donors are told in a single region, {lone} of them because they have a "
    f"single project. Regions with a single donor: {single}. For a niche to show, a donor must have several ties; "
    f"{(donors['projects'] > 2).sum()} have more than two."
)

# %% [markdown]
# ## Partnerships
#
# All roles together, as a network. ICMPD implements most of what it writes about, so the measures are those without it.

# %% alt="The network of donors and their projects"
networks.draw(F)

# %%
without = G.copy()
without.remove_node(icmpd)
without.remove_nodes_from([node for node in list(without) if not without.degree(node)])
sizes = {
    name: networks.summary(graph, ["agents", "activities", "ties", "components", "largest_component"])
    for name, graph in (("all", G), ("without ICMPD", without))
}
pd.DataFrame(sizes).rename_axis("measure").rename(index={"activities": "projects"}).round(2)

# %%
several = networks.measures(without, ["degree", "betweenness"])
several = several[[without.nodes[node]["bipartite"] == 0 for node in several.index]]
roles = nx.to_pandas_edgelist(without).groupby("source")["role"].agg(lambda each: ", ".join(sorted(set(each))))
several.assign(roles=roles).query("degree > 1").sort_values(["degree", "label"], ascending=[False, True])[
    ["label", "degree", "roles"]
].rename(columns={"label": "agent", "degree": "projects"}).reset_index(drop=True)

# %%
once = (several["degree"] == 1).mean()
together = networks.project(without, "agents")
pairs = pd.Series([tie["weight"] for *_, tie in together.edges(data=True)])
Markdown(
    f"{once:.0%} of the agents but ICMPD are told with a single project. {len(pairs)} pairs of agents share a project; "
    f"{(pairs > 1).sum()} share more than one."
)

# %%
# The conclusions below stand on this: where the data no longer bear them out, the notebook stops here.
assert known.mean() < 0.25 and p < 0.05
assert donors["projects"].iloc[0] >= 2 * donors["projects"].iloc[1] and (donors["projects"] <= 2).mean() > 0.5
assert ranges.loc["all regions", "highest"] > 10 * ranges.loc["all regions", "lowest"]
assert once > 0.5

# %% [markdown]
# ## What may be concluded, and what not
#
# - Among the donors that the report *names*, one has by far the most ties. Whether funding is concentrated cannot be
#   said: for most projects no donor is told, and without an assumption on these the index may take almost any value.
# - Donors are told unequally often in the regions. A comparison of regions by their donors compares chapters.
# - Most donors are told with one or two projects. Their "niche" is then no more than that project.
# - Ties are not money. A donor of one large project and a donor of one small project count alike here.
# - Agents that share a project need not work together, and those that do not may well. The report tells parts of
#   projects, and seldom all of their partners.
# - Several ties rest on the title of a project only: [the fifth notebook](5-how-sure.py) leaves them out.
