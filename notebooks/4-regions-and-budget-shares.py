# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Regions, budget shares and activity
#
# **Question.** The report prints the share of each portfolio region in the budget, and it files each project of its
# list under one region. Is more activity told of where more of the budget goes?
#
# **Data.** The printed shares; the projects filed under a region; their countries and the agents named with them.
#
# **Method.** Shares side by side; the rank correlation of Spearman (1904) with an exact permutation test, which lists
# all orders of the regions; each region left out in turn (the jackknife of Quenouille 1949 and Tukey 1958); the index
# of Herfindahl (1950) and Hirschman (1945).

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Markdown

from icmpd_kg import KnowledgeGraph

plt.style.use("study.mplstyle")
kg = KnowledgeGraph.open()

# %% [markdown]
# ## The data, and what is missing
#
# A ready question gives the shares beside the number of projects in the printed list.

# %%
shares = (
    kg.run("budget-shares-and-projects-by-region")
    .to_pandas()
    .set_index("region")
    .rename(columns={"projects": "listed projects"})
)
shares

# %%
precise = "all are exact" if set(shares["qualifier"]) == {"exact"} else "not all are exact"
Markdown(
    f"{len(shares)} regions; the shares add up to {shares['share'].sum():.0f} percent and are whole percents "
    f"({precise}, as the report prints them), so that each may be off by half a percent."
)

# %% [markdown]
# A note in the graph warns of the year:

# %%
notes = kg.run("notes-of-a-thing", thing="ICMPD").to_pandas()
notes[notes["note"].str.contains("budget shares")].drop_duplicates("note")

# %% [markdown]
# No amount of money is told for a project, so nothing can be said of the size of projects. And the project list is not
# all that the report tells of: its chapters name projects besides, and parts of projects. Hence five measures of
# activity:

# %%
told = kg.query(
    """
    SELECT ?region (COUNT(DISTINCT ?project) AS ?projects) (COUNT(DISTINCT ?country) AS ?countries)
           (COUNT(DISTINCT ?agent) AS ?agents) (COUNT(DISTINCT ?place) AS ?quotations)
    WHERE {
      ?project a icmpd:Project ; icmpd:inRegion/rdfs:label ?region .
      OPTIONAL { ?project icmpd:country ?country }
      OPTIONAL { ?tie icmpd:participatesIn ?project ; icmpd:agent ?agent }
      OPTIONAL { GRAPH ?fact { ?project ?property ?value } ?fact prov:wasDerivedFrom ?place }
    } GROUP BY ?region
    """
).to_pandas()
activity = shares[["listed projects"]].join(
    told.set_index("region").rename(
        columns={
            "projects": "all projects",
            "countries": "their countries",
            "agents": "agents named",
            "quotations": "quotations",
        }
    )
)
activity

# %%
known = kg.query(
    """
    SELECT ?project (COUNT(DISTINCT ?country) AS ?countries) (COUNT(DISTINCT ?agent) AS ?agents) WHERE {
      ?project a icmpd:Project ; icmpd:inRegion ?region .
      OPTIONAL { ?project icmpd:country ?country }
      OPTIONAL { ?tie icmpd:participatesIn ?project ; icmpd:agent ?agent }
    } GROUP BY ?project
    """
).to_pandas()
Markdown(
    f"Of {len(known)} projects with a region, {(known['countries'] == 0).sum()} have no country in the report and "
    f"{(known['agents'] == 0).sum()} no agent."
)

# %% [markdown]
# How many countries, partners and projects it has in all, the report says without naming them ([stated against
# named](../docs/checks.md)).

# %% [markdown]
# ## Shares side by side

# %% alt="For each region, its share of the budget beside its share of five measures of activity"
compared = activity.div(activity.sum()).mul(100).iloc[::-1]
figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
rows = np.arange(len(compared))
for offset, (name, marker) in zip(np.linspace(0.24, -0.24, 5), zip(compared, "ovs^P", strict=True), strict=True):
    axes.scatter(compared[name], rows + offset, marker=marker, s=34, label=f"share of {name}")
budget = shares["share"].loc[compared.index]
axes.vlines(budget, rows - 0.38, rows + 0.38, color="black", linewidth=4, label="share of the budget")
axes.set_yticks(rows, compared.index)
axes.set_ylim(-0.6, len(rows) - 0.4)
axes.grid(axis="x", alpha=0.3)
axes.set_xlabel("percent of all regions together")
axes.set_title("Budget and activity by portfolio region")
figure.legend(loc="outside right center")
plt.show()

# %%
largest = budget.idxmax()
quotient = (budget / compared["listed projects"]).sort_values()
Markdown(
    f"**{largest}** has {budget.max():.0f} percent of the budget and, by measure, {compared.loc[largest].min():.0f} "
    f"to {compared.loc[largest].max():.0f} percent of the activity told. Its share of the budget is "
    f"{quotient[largest]:.1f} times its share of the listed projects; the lowest such quotient is "
    f"{quotient.iloc[0]:.1f} ({quotient.index[0]}). In the other {len(budget) - 1} regions no share of the budget "
    f"is above {budget.drop(largest).max():.0f} percent."
)

# %% [markdown]
# ## Does activity go with the budget?
#
# Spearman's correlation of the budget share with each measure. With so few regions an exact test is possible: it asks
# how many of all orders of the regions give a correlation as strong.


# %%
def spearman(one: pd.Series, other: pd.Series) -> float:
    """Spearman's rank correlation, ties at their mean rank."""
    return float(np.corrcoef(one.rank(), other.rank())[0, 1])


def exact(one: pd.Series, other: pd.Series) -> float:
    """How many of all orders give a correlation at least as strong, in either direction."""
    orders = np.array(list(itertools.permutations(one.rank())))
    deviations = orders - orders.mean(axis=1, keepdims=True)
    strengths = np.abs(deviations @ (other.rank() - other.rank().mean()).to_numpy())
    return float((strengths >= strengths[0] - 1e-9).mean())


budget = shares["share"]
alone = pd.DataFrame(
    {
        left: {name: spearman(budget.drop(left), activity[name].drop(left)) for name in activity}
        for left in activity.index
    }
).T
tested = pd.DataFrame(
    {
        "correlation": {name: spearman(budget, activity[name]) for name in activity},
        "exact p": {name: exact(budget, activity[name]) for name in activity},
        "lowest, one region left out": alone.min(),
        "highest, one region left out": alone.max(),
    }
).rename_axis("measure")
tested.round(2)

# %% alt="The correlation of budget share and activity for five measures, with each region left out in turn"
figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
rows = np.arange(len(tested))[::-1]
for row, name in zip(rows, tested.index, strict=True):
    axes.plot(alone[name], [row] * len(alone), "|", color="C0", markersize=14, markeredgewidth=1.5)
axes.plot(tested["correlation"], rows, "o", color="C5", label="all regions")
axes.plot([], [], "|", color="C0", markersize=12, label="one region left out")
axes.axvline(0, color="grey", linewidth=0.8)
axes.set_yticks(rows, tested.index)
axes.set_xlim(-1.05, 1.05)
axes.set_ylim(-0.5, len(rows) - 0.5)
axes.set_xlabel("Spearman's rank correlation with the share of the budget")
axes.set_title("How strong, and how much it hangs on one region")
axes.legend(loc="center left")
plt.show()

# %%
strong = ", ".join(tested.index[tested["exact p"] < 0.05]) or "none"
low, high = tested["correlation"].min(), tested["correlation"].max()
Markdown(
    f"With {len(budget)} regions a correlation must be very strong to be told from chance. Five were tried; they lie "
    f"between {low:.2f} and {high:.2f}. Told from chance at the level of five percent: {strong}."
)

# %% [markdown]
# ## How concentrated
#
# The index of Herfindahl and Hirschman is the sum of squared shares: 1 if one region has all, one by the number of
# regions if all have the same. Its inverse is the number of equal regions that would be as concentrated (Laakso and
# Taagepera 1979).

# %%
squared = pd.concat([shares["share"].rename("budget"), activity], axis=1)
index = (squared / squared.sum()).pow(2).sum()
pd.DataFrame({"index": index.round(3), "equal regions": (1 / index).round(1)}).rename_axis("distribution")

# %%
# The conclusions below stand on this: where the data no longer bear them out, the notebook stops here.
assert index["budget"] > index.drop("budget").max() and (compared.loc[largest] < budget[largest]).all()
assert tested["lowest, one region left out"].max() < 0 < tested["highest, one region left out"].min()

# %% [markdown]
# ## What may be concluded, and what not
#
# - The budget is far more concentrated on one region than anything that the report tells of its activity. That holds
#   whichever of the five measures is taken.
# - Whether activity goes with the budget elsewhere, these few regions cannot tell: see the spread of the last figure.
# - Nothing follows for the size or the cost of projects: a region may have few projects that are large, or many that
#   the list does not print. The report gives no amounts.
# - The measures count what the report *tells*. Length and detail of a chapter are a choice of its authors.
# - The shares may belong to another year or to several: see the note above.
# - Regions here are portfolios of the organisation, in which it files its work, and no geographic areas.
