"""Cite an answer so that it can be proved later: the query, the version of the data, and digests of the result.

After the recommendations of the Research Data Alliance for citing dynamic data (Rauber, Asmi, van Uytvanck and
Pröll, 2016): the query is kept, the data it saw is fixed by a digest, and the result by another.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from icmpd_kg import __version__, results
from icmpd_kg.errors import InputError, QueryError
from icmpd_kg.model import Term
from icmpd_kg.results import Result
from icmpd_kg.store import Embedded

FORM = "icmpd-kg citation 1"

_SOURCE = (
    "International Centre for Migration Policy Development (ICMPD): ICMPD Annual Report 2020. Vienna, 2021, as cited "
    "fact by fact in the graph"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """An answer, cited.

    `data` is the SHA-256 of the graph as canonical N-Quads (RDFC-1.0), with or without what is `derived`. `ordered` is
    the SHA-256 of the answer as SPARQL 1.1 TSV, and `content` that of the same with the rows sorted; of an answer that
    is itself a graph, both are of its sorted N-Triples. `bindings` are terms as the W3C's JSON results write them.
    """

    title: str
    query: str
    bindings: Mapping[str, Mapping[str, str]]
    version: str
    derived: bool
    data: str
    rows: int
    ordered: str
    content: str

    def text(self) -> str:
        """The citation as a bibliography prints it."""
        return (
            f"The icmpd-kg authors: icmpd-kg: the facts of the ICMPD Annual Report 2020 as a knowledge graph, version "
            f"{self.version}, data sha256:{self.data[:16]}{'' if self.derived else ', without derived triples'}. "
            f"{self.title}. {self.rows:,} {'row' if self.rows == 1 else 'rows'}, answer sha256:{self.content[:16]}. "
            f"https://w3id.org/icmpd-kg/ . From: {_SOURCE}."
        )

    def json(self) -> str:
        """The citation as a JSON document, from which `read` gets it back."""
        return json.dumps({"form": FORM, "text": self.text(), **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Verification:
    """A citation compared with the graph at hand: `cited` and `found`, and how they agree."""

    cited: Citation
    found: Citation

    @property
    def same_data(self) -> bool:
        """Whether the graph is the one cited, triple by triple."""
        return self.cited.data == self.found.data

    @property
    def same_answer(self) -> bool:
        """Whether the answer has the same rows, in whatever order."""
        return self.cited.content == self.found.content

    @property
    def same_order(self) -> bool:
        """Whether the rows stand in the same order, too; a query without ORDER BY promises none."""
        return self.cited.ordered == self.found.ordered


def cite(
    store: Embedded, title: str, query: str, bindings: Mapping[str, Term], *, answer: Result, derived: bool
) -> Citation:
    """The citation of the `answer` to a query, which is read to its end.

    Raises `QueryError` where the answer holds blank nodes, which have no name that another reading would know.
    """
    rows, ordered, content = _digests(answer)
    return Citation(
        title=title,
        query=query,
        bindings={name: results.to_json(term) for name, term in sorted(bindings.items())},
        version=__version__,
        derived=derived,
        data=hashlib.sha256(store.canonical()).hexdigest(),
        rows=rows,
        ordered=ordered,
        content=content,
    )


def _digests(answer: Result) -> tuple[int, str, str]:
    """How many rows an answer has, the digest of it as it stands, and that with its rows sorted."""
    if answer.is_graph:
        head, rows = "", sorted(set(answer.text("ntriples").splitlines(keepends=True)))
    else:
        head, *rows = answer.text("tsv").splitlines(keepends=True)
    if any(_BLANK.search(row) for row in rows):
        raise QueryError("an answer with blank nodes cannot be cited, for they have no lasting names; ask for others")
    return len(rows), _digest(head, rows), _digest(head, sorted(rows))


# A cell of TSV, or a subject or object of N-Triples, that is a blank node. Within a literal a tab is written otherwise.
_BLANK = re.compile(r"(^|\t)_:|^\S+ \S+ _:")


def _digest(head: str, rows: list[str]) -> str:
    return hashlib.sha256("".join([head, *rows]).encode()).hexdigest()


def read(document: str) -> Citation:
    """The citation that a JSON document holds; raises `InputError` where it holds none of ours."""
    try:
        content = json.loads(document)
        if content.pop("form") != FORM:
            raise ValueError(f"it is no {FORM!r}")
        del content["text"]
        cited = Citation(**content)
        for written in cited.bindings.values():
            results.from_json(written)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"this is no citation as `icmpd-kg query --cite` writes one: {error}") from None
    return cited
