"""What changed between two graphs, fact by fact: what each states, what it rests on, and the places that prove it.

The same change, quad by quad, is an RDF Patch, which other programs apply: https://afs.github.io/rdf-delta/rdf-patch.html
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from icmpd_kg import queries
from icmpd_kg.errors import InputError
from icmpd_kg.model import Iri, Triple
from icmpd_kg.results import show
from icmpd_kg.store import Embedded, canonicalised, written

Facts = Mapping[Iri, frozenset[Triple]]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact as it was and as it is: `gone` and `come` are what it no longer says and what it says now.

    `kind` is `added`, `removed` or `changed`. Page and quotation stand together, as one value of prov:wasDerivedFrom.
    """

    kind: str
    fact: Iri
    gone: tuple[Triple, ...]
    come: tuple[Triple, ...]

    def lines(self) -> Iterator[tuple[str, Triple]]:
        """Each statement with its sign, `-` before `+`."""
        yield from (("-", triple) for triple in self.gone)
        yield from (("+", triple) for triple in self.come)


@dataclass(frozen=True, slots=True)
class Changes:
    """The facts that differ between two graphs, how many do not, and the quads gone and come, as N-Quads lines.

    `nameless` tells whether triples with blank nodes differ, too, which no patch can carry; they stand in the ontology.
    """

    facts: tuple[Change, ...]
    unchanged: int
    gone: tuple[str, ...]
    come: tuple[str, ...]
    nameless: bool

    def __bool__(self) -> bool:
        return bool(self.gone or self.come or self.nameless)

    def of(self, kind: str) -> list[Change]:
        """The facts of one kind: `added`, `removed` or `changed`."""
        return [change for change in self.facts if change.kind == kind]

    def text(self) -> str:
        """The change for a person to read: a line a fact, and below it what it says."""
        return "".join(f"{line}\n" for change in self.facts for line in _told(change))

    def csv(self) -> str:
        """The change as CSV, a row a statement: change, fact, sign, subject, property, value."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("change", "fact", "sign", "subject", "property", "value"))
        for change in self.facts:
            for sign, (subject, predicate, value) in change.lines():
                text = str(value) if isinstance(value, Iri) else show(value)
                rows.writerow((change.kind, change.fact, sign, subject, predicate, text))
        return out.getvalue()

    def patch(self) -> str:
        """The change as RDF Patch: quads to delete, then quads to add, in one transaction."""
        deleted, added = (f"D {line}\n" for line in self.gone), (f"A {line}\n" for line in self.come)
        return "".join(["TX .\n", *deleted, *added, "TC .\n"])


def between(old: Embedded, new: Embedded) -> Changes:
    """What changed from `old` to `new`; raises `InputError` where one of them holds no facts."""
    before, after = _facts(old, "old"), _facts(new, "new")
    differing = [fact for fact in sorted(before.keys() | after.keys()) if before.get(fact) != after.get(fact)]
    quads_before, quads_after = _quads(old), _quads(new)
    return Changes(
        facts=tuple(_change(fact, before.get(fact), after.get(fact)) for fact in differing),
        unchanged=len(after.keys() & before.keys()) - sum(fact in before and fact in after for fact in differing),
        gone=tuple(sorted(quads_before - quads_after)),
        come=tuple(sorted(quads_after - quads_before)),
        nameless=_nameless(old) != _nameless(new),
    )


def _change(fact: Iri, before: frozenset[Triple] | None, after: frozenset[Triple] | None) -> Change:
    kind = "added" if before is None else "removed" if after is None else "changed"
    was, now = before or frozenset(), after or frozenset()
    return Change(kind, fact, _sorted(was - now), _sorted(now - was))


def _sorted(triples: frozenset[Triple]) -> tuple[Triple, ...]:
    return tuple(sorted(triples, key=lambda triple: tuple(map(written, triple))))


def _facts(store: Embedded, name: str) -> Facts:
    """Each fact with its statements."""
    if not store.query("ASK { GRAPH ?fact { ?s ?p ?o } ?fact icmpd:basis ?basis }"):
        raise InputError(
            f"the {name} graph holds no facts: give a folder that `icmpd-kg build` made, or a file in which the named "
            "graphs are kept, as N-Quads (.nq) and TriG (.trig) keep them"
        )
    found: dict[Iri, set[Triple]] = defaultdict(set)
    for fact, *triple in store.select(queries.view("facts")):
        found[fact].add(Triple(*triple))  # type: ignore[index,arg-type]
    return {fact: frozenset(triples) for fact, triples in found.items()}


def _quads(store: Embedded) -> set[str]:
    """Every quad without a blank node, as a line of N-Quads."""
    out = io.BytesIO()
    store.dump("nquads", out)
    return {line for line in out.getvalue().decode().split("\n") if line and not _holds_blank_node(line)}


def _holds_blank_node(line: str) -> bool:
    # A subject stands first, and an object after two IRIs; within a literal, `_:` comes behind its quotation mark.
    return line.startswith("_:") or line.split(" ", 2)[2].startswith("_:")


def _nameless(store: Embedded) -> frozenset[Triple]:
    return canonicalised(Triple(*row) for row in store.select(queries.view("nameless")))  # type: ignore[arg-type]


_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def _told(change: Change) -> Iterator[str]:
    yield f"{_SIGNS[change.kind]} {change.kind}: {show(change.fact)}"
    for sign, (subject, predicate, value) in change.lines():
        of = "" if subject == change.fact else f"{show(subject)} "
        yield f"    {sign} {of}{show(predicate)} {show(value)}"
