"""The process that holds the graph and forks workers, started as a program of its own.

Its arguments are the place of the graph, the mebibytes a worker may take, the bytes it may write, the folder for what
is too long for a message, whether a worker may use the network, and modules to import that workers need. Each may have
two functions that are given the graph: `prepare`, and `prepare_further`, which yields after each step and goes on
while nobody wants a worker. Its standard input is a socket. It says there that it is ready, or why it is not, then
takes two orders: `start N NICE`, which comes with the worker's end of a channel, and `end N`. When the socket closes,
all ends.
"""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from icmpd_kg.confined import isolated, worker
from icmpd_kg.errors import KgError
from icmpd_kg.graph import KnowledgeGraph

# So many seconds without an order, and there is time to prepare.
_QUIET = 0.1


def main(place: str, mebibytes: str, most: str, folder: str, network: str, *modules: str) -> None:
    """Serve until the socket is closed."""
    # Whoever started us says when to end; a signal to the whole group, such as Ctrl-C, is for them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    isolated.end_with_parent()
    control = socket.socket(fileno=os.dup(0))
    try:
        graph = KnowledgeGraph.open(place or None).loaded()
    except KgError as error:
        control.sendall(worker.framed(str(error).encode()))
        return
    further: list[Iterator[None]] = []
    for module in map(importlib.import_module, modules):
        if prepare := getattr(module, "prepare", None):
            prepare(graph)
        if prepare_further := getattr(module, "prepare_further", None):
            further.append(prepare_further(graph))
    steps = itertools.chain.from_iterable(further)
    # What lives now lives on: the collector need not touch, and so copy, the memory that workers share.
    gc.freeze()
    control.sendall(worker.framed(worker.READY))
    children: dict[str, int] = {}
    while True:
        _use_quiet(control, steps)
        order, descriptors, _, _ = socket.recv_fds(control, worker.ORDER, 1)
        if not order:
            break
        verb, name, *nice = order.decode().split()
        if verb == "start":
            channel = socket.socket(fileno=descriptors[0])
            children[name] = os.fork()
            if not children[name]:
                control.close()
                _isolate(int(nice[0]), int(mebibytes), network == "network")
                _become_worker(channel, graph, int(most), Path(folder) / name)
            channel.close()
        elif name in children:
            os.kill(children[name], signal.SIGKILL)
        _forget_ended(children)
    for pid in children.values():
        os.kill(pid, signal.SIGKILL)


def _use_quiet(control: socket.socket, steps: Iterator[None]) -> None:
    """Take one step after the other until an order comes."""
    patience = _QUIET
    while not select.select([control], [], [], patience)[0]:
        if next(steps, steps) is steps:
            return
        gc.freeze()
        patience = 0.0


def _forget_ended(children: dict[str, int]) -> None:
    """Bury those that have ended. None is waited for: what has little claim on the processor may take long to die."""
    for name, pid in list(children.items()):
        if os.waitpid(pid, os.WNOHANG)[0]:
            del children[name]


def _isolate(nice: int, mebibytes: int, network: bool) -> None:
    isolated.end_with_parent()
    isolated.bound_memory(mebibytes)
    if not network:
        isolated.forbid_sockets()
    os.nice(nice)


def _become_worker(channel: socket.socket, graph: KnowledgeGraph, most: int, overflow: Path) -> None:
    try:
        worker.serve(channel, graph, most, overflow)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
