"""What `KnowledgeGraph.ask` gives back, and the interface by which a language model may read questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from icmpd_kg.model import Term
from icmpd_kg.queries import Question
from icmpd_kg.results import Result


class Reader(Protocol):
    """Something that turns a question into SPARQL, such as a language model of the caller's.

    It is asked only what the grammar does not understand. Its query is run as any other: read-only, bounded, over this
    graph alone, and the answer names its reading.
    """

    def __call__(self, text: str, /) -> str | None:
        """A SELECT or ASK query that answers the question, or None where it has none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words, and what became of it.

    Understood, it has a `reading` in words, the `sparql` with each name bound to its IRI, ready to be run, and the
    `result`, whose column `column` holds what was asked for; `bindings` are the same names as terms. If it is one of
    the catalogue, `question` names it and `parameters` are what it was asked with. If `yes_or_no` is asked for, `truth`
    says whether the report says so, and the rows of the result are what says so.

    Not understood, `result` is None, `why` says what stood in the way, `unknown` are the words that mean nothing here,
    and `nearest` are questions of the catalogue that come near.
    """

    text: str
    reading: str = ""
    sparql: str = ""
    bindings: Mapping[str, Term] = field(default_factory=dict)
    question: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    column: str = ""
    result: Result | None = None
    yes_or_no: bool = False
    why: str = ""
    unknown: tuple[str, ...] = ()
    nearest: tuple[Question, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether there is an answer; one without rows means that the report does not say."""
        return self.result is not None

    @property
    def empty(self) -> bool:
        """Whether the report says nothing of what was asked."""
        return self.result is not None and self.result.empty

    @property
    def truth(self) -> bool | None:
        """The answer to a question for yes or no: whether the report says so; None for any other question."""
        return not self.empty if self.yes_or_no else None
