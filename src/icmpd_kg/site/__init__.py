"""The graph as a static site: every page, its data and the whole graph as files, for any file host and for `file://`."""

from icmpd_kg.site.contents import Site
from icmpd_kg.site.folder import replacing

__all__ = ["Site", "replacing"]
