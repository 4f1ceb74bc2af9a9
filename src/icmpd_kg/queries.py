"""The door to `queries/`: a file is a question, with a header of grlc decorators (`#+`, YAML) above its SPARQL.

A variable `?_name_iri` is the parameter `name`, an entity; `?_name_date` and `?_name_integer` are a date and a
number, `?_name` is text (https://github.com/CLARIAH/grlc#parameter-mapping). Four decorators are ours, and grlc passes
over them: `kinds`, the classes of which an entity may be, `chart`, how to draw the answer, `asked`, how the question is
asked in words, and `answer`, the column that holds what is asked for.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from icmpd_kg import paths
from icmpd_kg.errors import InputError, NotFoundError

_PARAMETER = re.compile(r"[?$]_([a-z]+)(?:_(iri|date|integer))?\b")


_OF_PARAMETERS = ("defaults", "kinds", "enumerate")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question: its variable in the query, its type, its default and what it may be.

    An entity is of one of `kinds`, the names of classes, and any other value one of `choices`; of none, all are taken.
    """

    name: str
    variable: str
    type: str
    default: str | None
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A named query with what its header says of it; the header is read when first asked for."""

    name: str
    sparql: str

    @property
    def header(self) -> Mapping[str, Any]:
        """All that stands in the header; raises `InputError` where it is not YAML."""
        return _header(self.name, self.sparql)

    @property
    def title(self) -> str:
        """What the question asks, in one line."""
        return str(self.header.get("summary", self.name))

    @property
    def description(self) -> str:
        """What the answer holds."""
        return " ".join(str(self.header.get("description", "")).split())

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to sort questions by."""
        return tuple(self.header.get("tags", ()))

    @property
    def wordings(self) -> tuple[str, ...]:
        """How it may be asked in words: a parameter stands in braces."""
        return tuple(self.header.get("asked", ())) if "#+ asked:" in self.sparql else ()

    @property
    def answer(self) -> str:
        """The column that holds what is asked for: the one that the header names, or the first."""
        first = re.search(r"^SELECT (?:DISTINCT )?[?]([a-z]+)", self.sparql, re.MULTILINE)
        return str(self.header.get("answer", first[1] if first else ""))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters, in the order of the query."""
        found = {match[1]: match for match in _PARAMETER.finditer(self.sparql)}
        if not found:
            return ()
        defaults = {name: str(value) for name, value in self._decorated("defaults")}
        kinds = {name: tuple(value) for name, value in self._decorated("kinds")}
        choices = {name: tuple(map(str, value)) for name, value in self._decorated("enumerate")}
        return tuple(
            Parameter(n, m[0][1:], m[2] or "text", defaults.get(n), kinds.get(n, ()), choices.get(n, ()))
            for n, m in found.items()
        )

    def _decorated(self, decorator: str) -> Iterator[tuple[str, Any]]:
        """What a decorator says of each parameter: grlc writes a list of mappings."""
        return ((name, value) for item in self.header.get(decorator, []) for name, value in item.items())


@functools.cache
def view(name: str) -> str:
    """The text of a query the package itself asks, `queries/views/NAME.rq`."""
    return (paths.folder("queries") / "views" / f"{name}.rq").read_text("utf-8")


@functools.cache
def piece(name: str) -> str:
    """The text of a piece of SPARQL from which `icmpd-kg ask` composes a query, `queries/asking/NAME.rq`."""
    return (paths.folder("queries") / "asking" / f"{name}.rq").read_text("utf-8")


@functools.cache
def words() -> Mapping[str, Any]:
    """The words that `icmpd-kg ask` understands, `queries/asking/words.yaml`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (paths.folder("queries") / "asking" / "words.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, loader)  # noqa: S506 - both loaders are the safe ones
    return loaded


def names(shelf: str = "") -> list[str]:
    """The names of the questions in the folder, or of those on one of its shelves (`checks`)."""
    return sorted(path.stem for path in (paths.folder("queries") / shelf).glob("*.rq"))


def is_name(text: str) -> bool:
    """Whether a text has the form of a question's name, which no SPARQL has."""
    return re.fullmatch(r"[a-z0-9-]+", text) is not None


def question(name: str, shelf: str = "") -> Question:
    """The question of that name.

    Raises `NotFoundError` with the nearest names where there is none.
    """
    path = paths.folder("queries") / shelf / f"{name}.rq"
    if not is_name(name) or not path.is_file():
        near = difflib.get_close_matches(name, names(shelf), 3, cutoff=0.4)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise NotFoundError(f"no question is called {name!r}{hint} (icmpd-kg queries lists all)", near)
    return Question(name, path.read_text("utf-8"))


def catalogue(shelf: str = "") -> Iterator[Question]:
    """The questions of the folder, or of one of its shelves, by name."""
    return (question(name, shelf) for name in names(shelf))


@functools.cache
def _header(name: str, text: str) -> Mapping[str, Any]:
    import yaml  # A tenth of the time of a whole query, and needed only by a question with parameters or a catalogue.

    decorators = "\n".join(line[2:] for line in text.splitlines() if line.startswith("#+"))
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        header: dict[str, Any] = yaml.load(decorators, loader) or {}  # noqa: S506 - both loaders are the safe ones
        dict(header)
        for item in itertools.chain.from_iterable(header.get(decorator, []) for decorator in _OF_PARAMETERS):
            dict(item)
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise InputError(f"the header of the question {name} is not YAML as grlc reads it: {error}") from None
    return header
