"""Work on the graph in processes of their own, which are killed at a deadline and may take so much memory and no more.

The engine has no time-out and cannot be interrupted, and some texts end its process. For people at their own terminal
that is no harm; a server that answers strangers or programs needs more.

One process, the `nursery`, reads the graph into its memory and forks `worker` processes off itself: a new one costs a
few milliseconds, shares that memory, and takes work from us over a socket of its own until it is killed. Each is first
`isolated`. `workers` is our end of it all; `asking` is what the tools for programs do with one worker at a time, and
`lanes` lets a server run many side by side.
"""

from icmpd_kg.confined.asking import Answer, Bounds, Confined
from icmpd_kg.confined.lanes import Lanes, Widths
from icmpd_kg.confined.workers import Limits, Reply, Workers

__all__ = ["Answer", "Bounds", "Confined", "Lanes", "Limits", "Reply", "Widths", "Workers"]
