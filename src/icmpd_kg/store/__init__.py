"""Quads under SPARQL 1.1: embedded (pyoxigraph, on disk or in memory) or on a server. Knows nothing of ICMPD."""

from __future__ import annotations

from icmpd_kg.store.answers import FORMATS, RESULTS, Answer, Solutions, Triples, Truth, written
from icmpd_kg.store.base import Scope, Store, bound
from icmpd_kg.store.embedded import ENGINE, Embedded, canonical, canonicalised

__all__ = [
    "ENGINE",
    "FORMATS",
    "RESULTS",
    "Answer",
    "Embedded",
    "Scope",
    "Solutions",
    "Store",
    "Triples",
    "Truth",
    "bound",
    "canonical",
    "canonicalised",
    "written",
]
