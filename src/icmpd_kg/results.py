"""What a query answers, in the form its reader wants: a terminal table, W3C formats, RDF, pandas."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import IO, TYPE_CHECKING

from icmpd_kg.errors import InputError, QueryError
from icmpd_kg.model import (
    BASE,
    LANG_STRING,
    XSD,
    BlankNode,
    Caveat,
    Evidence,
    Iri,
    Literal,
    Supported,
    Term,
    Triple,
    term,
)
from icmpd_kg.ontology import compact
from icmpd_kg.store import FORMATS, RESULTS, Solutions, Triples, Truth
from icmpd_kg.terminal import laid_out, table
from icmpd_kg.watched import Watched

if TYPE_CHECKING:
    import pandas

    from icmpd_kg.store import Answer

_NUMBERS: Mapping[str, type] = {
    **{XSD + name: int for name in ("integer", "int", "long", "nonNegativeInteger")},
    **{XSD + name: float for name in ("decimal", "double", "float")},
}


Support = Callable[[], tuple[tuple[str, ...], list[Supported]]]
Caveats = Callable[[Callable[[], bool]], tuple[Caveat, ...]]


class Result:
    """The answer to one query; it can be read once: iterated, or written, or turned into a frame.

    `support` asks the query again, for the evidence behind each of its solutions; `caveats` tells what is to be known
    of the answer, given what tells whether it is empty; `nothing` asks that of the graph.
    """

    def __init__(
        self,
        answer: Answer,
        prefixes: Mapping[str, str],
        support: Support,
        caveats: Caveats,
        nothing: Callable[[], bool],
    ) -> None:
        self._answer = answer
        self._prefixes = prefixes
        self._support = support
        self._caveats = caveats
        self._nothing = nothing
        self._empty = not answer if isinstance(answer, Truth) else None

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns: the variables of a SELECT, the three parts of a triple, or the one of an ASK."""
        match self._answer:
            case Solutions():
                return self._answer.variables
            case Triples():
                return Triple._fields
            case _:
                return ("answer",)

    @property
    def is_graph(self) -> bool:
        """Whether this is the graph of a CONSTRUCT or DESCRIBE, and no table."""
        return isinstance(self._answer, Triples)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        if isinstance(self._answer, Truth):
            return iter([(term(bool(self._answer)),)])
        rows: Iterator[tuple[Term | None, ...]] = iter(self._answer)
        first = next(rows, None)
        self._empty = first is None
        return rows if first is None else itertools.chain([first], rows)

    def __bool__(self) -> bool:
        """The answer of an ASK; otherwise, as for any object, true."""
        return bool(self._answer) if isinstance(self._answer, Truth) else True

    @property
    def empty(self) -> bool:
        """Whether the answer has no row. Until it was read, that is asked of the graph once more."""
        if self._empty is None:
            self._empty = self._nothing()
        return self._empty

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write to `out` as csv, tsv, json or xml (SELECT, ASK) or turtle, ntriples, rdfxml, jsonld (CONSTRUCT).

        Raises `InputError` where that format cannot carry this kind of answer.
        """
        if isinstance(self._answer, Triples):
            if form not in FORMATS:
                raise InputError(f"a graph cannot be written as {form}: choose one of {', '.join(FORMATS)}")
            watched = Watched(out, form)
            self._answer.write(form, watched, self._prefixes)
            self._empty = watched.empty
            return
        if form not in RESULTS:
            raise InputError(f"a table of solutions cannot be written as {form}: choose one of {', '.join(RESULTS)}")
        if isinstance(self._answer, Truth) and form in {"csv", "tsv"}:
            out.write(f"answer\n{show(term(bool(self._answer)))}\n".encode())
        else:
            watched = Watched(out, form)
            self._answer.write(form, watched)
            if self._empty is None:
                self._empty = watched.empty

    def text(self, form: str) -> str:
        """What `write` writes, as a string."""
        out = io.BytesIO()
        self.write(form, out)
        return out.getvalue().decode()

    def to_pandas(self, evidence: bool = False) -> pandas.DataFrame:
        """A data frame, a column a variable; numbers as numbers, dates as dates, everything else as text.

        With `evidence`, a last column holds the `Evidence` of every fact behind each solution, as a tuple.
        Raises `QueryError` where that cannot be told of the query.
        """
        import pandas

        if evidence:
            return self.with_evidence().to_pandas()
        rows: list[list[object]] = [[_python(value) for value in row] for row in self]
        return pandas.DataFrame(rows, columns=list(self.variables))

    def with_evidence(self) -> ResultWithEvidence:
        """The same answer with the page and quotation of every fact behind each solution.

        Raises `QueryError` where that cannot be told of the query.
        """
        supported = ResultWithEvidence(*self._support())
        self._empty = not any(True for _ in supported)
        return supported

    def with_evidence_if_told(self) -> Result | ResultWithEvidence:
        """The same answer with its evidence; as it is, where that cannot be told of the query."""
        try:
            return self.with_evidence()
        except QueryError:
            return self

    def caveats(self) -> tuple[Caveat, ...]:
        """What is to be known of this answer: why it is empty, or which sums in it count a thing twice.

        Best asked after the answer was read, when it is known whether it is `empty`.
        """
        return self._caveats(lambda: self.empty)

    def table(self, width: int) -> str:
        """A table for a terminal `width` characters wide: IRIs as prefixed names, literals by their text."""
        rows = [[show(value) for value in row] for row in self]
        return table(self.variables, rows, width)


class ResultWithEvidence:
    """The solutions of a SELECT query, each with the evidence behind it."""

    def __init__(self, variables: tuple[str, ...], solutions: list[Supported]) -> None:
        self.variables = variables
        self._solutions = solutions

    def __iter__(self) -> Iterator[Supported]:
        return iter(self._solutions)

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame as `Result.to_pandas` gives it, and a column of tuples of `Evidence`."""
        import pandas

        rows = [[*map(_python, each.solution), each.evidence] for each in self]
        return pandas.DataFrame(rows, columns=[*self.variables, "evidence"])

    def table(self, width: int) -> str:
        """The table of `Result.table`, under each solution the facts behind it, each with its first place."""
        rows = [[show(value) for value in each.solution] for each in self]
        head, cells = laid_out(self.variables, rows, width)
        for lines, each in zip(cells, self, strict=True):
            head += lines
            facts = itertools.groupby(sorted(each.evidence, key=lambda place: place.fact), lambda place: place.fact)
            head += [f"    {_places(list(places))}" for _, places in facts]
        return "\n".join(head)

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write to `out`: csv and tsv have a row for each place, json the places of each solution beside it.

        Raises `InputError` for another format.
        """
        if form == "json":
            document = {
                "head": {"vars": list(self.variables)},
                "results": {"bindings": [_json(self.variables, each.solution) for each in self]},
                "evidence": [[dataclasses.asdict(place) for place in each.evidence] for each in self],
            }
            out.write(json.dumps(document, ensure_ascii=False).encode())
        elif form in {"csv", "tsv"}:
            text = io.StringIO()
            writer = csv.writer(text, delimiter="," if form == "csv" else "\t", lineterminator="\r\n")
            writer.writerow([*self.variables, *_PLACE])
            for each in self:
                cells = [show(value) if isinstance(value, Literal) else str(value or "") for value in each.solution]
                for place in each.evidence or (None,):
                    writer.writerow([*cells, *(getattr(place, name, "") for name in _PLACE)])
            out.write(text.getvalue().encode())
        else:
            raise InputError(f"evidence cannot be written as {form}: choose one of table, csv, tsv, json")


def _places(places: list[Evidence]) -> str:
    """The first place of a fact as a line of a table; its basis and rule only where there is more than "stated"."""
    first = places[0]
    where = f"p. {first.page}: “{first.quotation}”" if first.page else str(first.source)
    how = [first.basis] if first.basis != "stated" else []
    how += [f"by the rule {first.rule}"] if first.rule else []
    others = len({(place.page, place.quotation) for place in places}) - 1
    more = f" and {others} more" if others else ""
    return f"{show(first.fact)}: {where}{more}" + f" ({', '.join(how)})" * bool(how)


_PLACE = ("page", "quotation", "basis", "rule", "fact", "source")


def _json(variables: tuple[str, ...], solution: tuple[Term | None, ...]) -> dict[str, dict[str, str]]:
    """A solution in the SPARQL 1.1 Query Results JSON Format."""
    return {name: to_json(value) for name, value in zip(variables, solution, strict=True) if value is not None}


def to_json(value: Term) -> dict[str, str]:
    """A term in the SPARQL 1.1 Query Results JSON Format."""
    match value:
        case Iri():
            return {"type": "uri", "value": str(value)}
        case BlankNode():
            return {"type": "bnode", "value": value.label}
    found = {"type": "literal", "value": value.value}
    if value.language:
        found["xml:lang"] = value.language
    elif value.datatype != XSD + "string":
        found["datatype"] = value.datatype
    return found


def from_json(written: Mapping[str, str]) -> Iri | Literal:
    """The IRI or literal that the SPARQL 1.1 Query Results JSON Format writes so; raises `ValueError` for none."""
    match written:
        case {"type": "uri", "value": value}:
            return Iri(value)
        case {"type": "literal", "value": value, "xml:lang": language}:
            return Literal(value, LANG_STRING, language)
        case {"type": "literal", "value": value}:
            return Literal(value, written.get("datatype", XSD + "string"))
    raise ValueError(f"{written!r} is no IRI or literal")


def _python(value: Term | None) -> object:
    if not isinstance(value, Literal):
        return None if value is None else str(value if isinstance(value, Iri) else value.label)
    if value.datatype == XSD + "date":
        import datetime

        return datetime.date.fromisoformat(value.value)
    if value.datatype == XSD + "boolean":
        return value.value == "true"
    return _NUMBERS.get(value.datatype, str)(value.value)


def show(value: Term | None) -> str:
    """A term as a person reads it: a literal's text, a prefixed name, or the tail of an IRI of ours (`id/…`)."""
    if value is None:
        return ""
    if isinstance(value, Iri):
        short = compact(value)
        return short.removeprefix(BASE) if short == value else short
    return value.value if isinstance(value, Literal) else f"_:{value.label}"
