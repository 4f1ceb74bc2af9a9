"""Networks: graphs of networkx from the ties of the report, their slices, projections, measures, exports and pictures.

networkx is imported by what needs it, and so are matplotlib, pandas and scipy.
"""

from icmpd_kg.networks.exports import save, write
from icmpd_kg.networks.pictures import Look, draw
from icmpd_kg.networks.projection import project
from icmpd_kg.networks.selection import left_out
from icmpd_kg.networks.slices import at, between, by_year
from icmpd_kg.networks.views import View, network, views

__all__ = [
    "Look",
    "View",
    "at",
    "between",
    "by_year",
    "draw",
    "left_out",
    "network",
    "project",
    "save",
    "views",
    "write",
]
