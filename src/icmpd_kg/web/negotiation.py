"""Which of the forms that we have is the one a client wants most (RFC 9110, section 12.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

# The forms of answers, by the names they have in `?format=` and as a suffix; the first is preferred, all else equal.
TABLES: Mapping[str, str] = MappingProxyType(
    {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv; charset=utf-8; header=present",
        "tsv": "text/tab-separated-values; charset=utf-8; header=present",
        "spreadsheet": "text/csv; charset=utf-8; header=present",
    }
)
GRAPHS: Mapping[str, str] = MappingProxyType(
    {
        "turtle": "text/turtle; charset=utf-8",
        "ntriples": "application/n-triples",
        "jsonld": "application/ld+json",
        "rdfxml": "application/rdf+xml",
        "trig": "application/trig; charset=utf-8",
        "nquads": "application/n-quads",
    }
)
# What is sent to people.
PAGES: Mapping[str, str] = MappingProxyType(
    {"html": "text/html; charset=utf-8", "missing": "text/html; charset=utf-8", "data": "application/json"}
)
# What clients ask for, too, and mean one of ours.
_ALIASES = (
    ("application/json", "json"),
    ("application/xml", "xml"),
    ("text/xml", "xml"),
    ("application/json", "jsonld"),
    ("application/xml", "rdfxml"),
    ("text/xml", "rdfxml"),
    ("text/plain", "ntriples"),
)
# Names that `?format=` knows besides.
_NAMES: Mapping[str, str] = MappingProxyType({"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "rdf": "rdfxml"})


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept header, with its weight."""

    type: str
    subtype: str
    weight: float

    def fits(self, media: str) -> int:
        """How closely it names a media type: 3 for itself, 2 for its type, 1 for any, 0 for not at all."""
        type_, _, subtype = media.partition("/")
        if self.type == "*":
            return 1
        if self.type != type_:
            return 0
        return 2 if self.subtype == "*" else 3 * (self.subtype == subtype)


def ranges(header: str) -> list[Range]:
    """The media ranges of an Accept header; what is none is passed over."""
    found = []
    for element in header.split(",")[:50]:
        media, *parameters = (part.strip() for part in element.split(";"))
        type_, slash, subtype = media.lower().partition("/")
        if slash and type_ and subtype and (type_ != "*" or subtype == "*"):
            found.append(Range(type_, subtype, _weight(parameters)))
    return found


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0


def chosen(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """The name of the offered form that an Accept header wants most, or None where it wants none of them.

    >>> chosen("text/csv;q=0.5, application/xml", TABLES)
    'xml'
    >>> chosen("image/png", TABLES) is None
    True
    """
    if accept is None or accept.strip() in {"", "*/*"}:
        return next(iter(offered))
    asked = ranges(accept)
    best, most = None, 0.0
    for media, name in (*_known(offered).items(), *_ALIASES):
        closest = max(asked, key=lambda each: each.fits(media), default=None)
        if name in offered and closest is not None and closest.fits(media) and closest.weight > most:
            best, most = name, closest.weight
    return best


def _known(offered: Mapping[str, str]) -> dict[str, str]:
    """The offered forms by media type; where two share one, the first."""
    known: dict[str, str] = {}
    for name, media in offered.items():
        known.setdefault(media.partition(";")[0], name)
    return known


def named(name: str, offered: Mapping[str, str]) -> str | None:
    """The offered form that `?format=` names, by our name of it or by its media type."""
    name = _NAMES.get(name.lower(), name.lower())
    if name in offered:
        return name
    known = {**{media: form for media, form in _ALIASES if form in offered}, **_known(offered)}
    return known.get(name)
