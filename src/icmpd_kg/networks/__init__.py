"""Networks: graphs of networkx from the ties of the report, their slices, projections, measures and exports.

networkx is imported by what needs it, and so are pandas and scipy.
"""

from icmpd_kg.networks.exports import save, write
from icmpd_kg.networks.projection import project
from icmpd_kg.networks.selection import left_out
from icmpd_kg.networks.slices import at, between, by_year
from icmpd_kg.networks.views import View, network, views

__all__ = ["View", "at", "between", "by_year", "left_out", "network", "project", "save", "views", "write"]
