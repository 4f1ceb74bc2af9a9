"""Find an entity by any name the report prints, forgiving of case, accents, hyphens and small misspellings."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from icmpd_kg import queries
from icmpd_kg.errors import NotFoundError
from icmpd_kg.model import ID, Entity, Iri, Literal
from icmpd_kg.store import Store

# Below this, two names share too little to be worth offering (rapidfuzz's WRatio, 0 to 100).
_CUTOFF = 72.0


def fold(name: str) -> str:
    """A name without what people get wrong: case, accents, hyphens, dots, double spaces.

    >>> fold("Côte-d’Ivoire")
    'cote d ivoire'
    """
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).casefold().split())


def search(store: Store, text: str, limit: int = 10) -> list[Entity]:
    """The entities whose names are nearest to `text`, best first: each once, by its best name."""
    from rapidfuzz import fuzz, process

    known = _known(store)
    wanted = fold(text)
    hits = process.extract(wanted, [fold(entity.matched) for entity in known], scorer=fuzz.WRatio, limit=limit * 5)
    best: dict[Iri, Entity] = {}
    for folded, similarity, index in hits:
        entity = known[index]
        # WRatio rates any part of a name as high as the whole: a whole name must come first.
        whole = 0.9 + 0.1 * fuzz.ratio(wanted, folded) / 100
        score = 100.0 if folded == wanted else min(similarity, 99.0) * whole
        if score >= _CUTOFF and (entity.iri not in best or score > best[entity.iri].score):
            best[entity.iri] = replace(entity, score=round(score, 1))
    return sorted(best.values(), key=lambda e: (-e.score, e.label, e.iri))[:limit]


def find(store: Store, text: str) -> Entity:
    """The one entity that goes by the name `text`, or has that IRI.

    Raises `NotFoundError` where none does (with the nearest names) or where several do (with each).
    """
    if text.startswith(ID):
        return resolve(store, Iri(text))
    hits = search(store, text)
    exact = [hit for hit in hits if hit.score == 100.0]
    whole = [hit for hit in exact if hit.matched == text] or exact
    if len(whole) == 1:
        return whole[0]
    if whole:
        which = ", ".join(f"{hit.label} ({hit.kind}, {hit.iri})" for hit in whole)
        raise NotFoundError(f"{text!r} names {len(whole)} things; say which by its IRI: {which}", _labels(whole))
    near = f"; nearest: {', '.join(_labels(hits[:3]))}" if hits else ""
    raise NotFoundError(f"nothing goes by the name {text!r}{near}", _labels(hits[:3]))


def resolve(store: Store, iri: Iri) -> Entity:
    """The entity with that IRI; raises `NotFoundError` where the graph has none."""
    for row in store.select(queries.view("names"), {"entity": iri}):
        return _entity(row)
    raise NotFoundError(f"the graph has no <{iri}>")


def _labels(entities: Sequence[Entity]) -> list[str]:
    return [entity.label for entity in entities]


def _known(store: Store) -> list[Entity]:
    return [_entity(row) for row in store.select(queries.view("names"))]


def _entity(row: tuple[object, ...]) -> Entity:
    iri, name, label, kind = row
    assert isinstance(iri, Iri) and isinstance(name, Literal) and isinstance(label, Literal) and isinstance(kind, Iri)
    return Entity(iri, label.value, kind.rpartition("#")[2], name.value)
