"""Networks: graphs of networkx from the ties of the report, their slices, projections, measures, exports and pictures.

networkx is imported by what needs it, and so are matplotlib, pandas and scipy.
"""

from icmpd_kg.networks.comparison import Comparison, compare
from icmpd_kg.networks.exports import save, write
from icmpd_kg.networks.measuring import MEASURES, measured, measures
from icmpd_kg.networks.pictures import Look, draw
from icmpd_kg.networks.projection import project
from icmpd_kg.networks.regions import mixing
from icmpd_kg.networks.selection import left_out
from icmpd_kg.networks.shares import Concentration, concentration
from icmpd_kg.networks.significance import Significance, significance
from icmpd_kg.networks.slices import at, between, by_year
from icmpd_kg.networks.views import View, network, views
from icmpd_kg.networks.weights import Weights, weights, weights_of
from icmpd_kg.networks.whole import summary

__all__ = [
    "MEASURES",
    "Comparison",
    "Concentration",
    "Look",
    "Significance",
    "View",
    "Weights",
    "at",
    "between",
    "by_year",
    "compare",
    "concentration",
    "draw",
    "left_out",
    "measured",
    "measures",
    "mixing",
    "network",
    "project",
    "save",
    "significance",
    "summary",
    "views",
    "weights",
    "weights_of",
    "write",
]
