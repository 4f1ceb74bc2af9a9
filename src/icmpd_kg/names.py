"""Find an entity by any name the report prints, forgiving of case, accents, hyphens and small misspellings."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from icmpd_kg import ontology, queries
from icmpd_kg.errors import NotFoundError
from icmpd_kg.model import BASE, LANG_STRING, Entity, Iri, Literal
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


def alike(text: str, others: Sequence[str], least: float, limit: int, parts: bool = False) -> list[tuple[str, float]]:
    """Those of some folded texts that are most like another, best first, with how like they are (`least` to 100).

    With `parts`, the words that two texts share count, wherever they stand; else each letter in its place.
    """
    from rapidfuzz import fuzz, process

    scorer = fuzz.token_set_ratio if parts else fuzz.ratio
    return [
        (other, score)
        for other, score, _ in process.extract(text, others, scorer=scorer, score_cutoff=least, limit=limit)
    ]


@dataclass(frozen=True, eq=False)
class Names:
    """An index of every name: an `Entity` under each name it goes by (`matched`), and that name folded."""

    entities: tuple[Entity, ...]
    folded: tuple[str, ...]

    @classmethod
    def of(cls, store: Store) -> Names:
        """The names of all entities of a store."""
        entities = tuple(_entity(row) for row in store.select(queries.view("names")))
        return cls(entities, tuple(fold(entity.matched) for entity in entities))

    @classmethod
    def load(cls, index: bytes) -> Names:
        """The index that `dump` wrote."""
        rows = json.loads(index)
        return cls(
            tuple(Entity(Iri(iri), label, kind, name) for iri, label, kind, name, _ in rows),
            tuple(row[-1] for row in rows),
        )

    def dump(self) -> bytes:
        """The index as JSON: a row a name, with IRI, label, class, the name, and the name folded."""
        rows = [
            [e.iri, e.label, e.kind, e.matched, folded] for e, folded in zip(self.entities, self.folded, strict=True)
        ]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()

    def search(self, text: str, limit: int = 10, kinds: Sequence[str] = ()) -> list[Entity]:
        """The entities, of certain kinds or of any, with names nearest to `text`, best first: each by its best name."""
        from rapidfuzz import fuzz, process

        wanted = fold(text)
        known = {i: f for i, f in enumerate(self.folded) if not kinds or self.entities[i].kind in kinds}
        best: dict[Iri, Entity] = {}
        for folded, similarity, i in process.extract(wanted, known, scorer=fuzz.WRatio, limit=limit * 5):
            entity = self.entities[i]
            # WRatio rates any part of a name as high as the whole: a whole name must come first.
            whole = 0.9 + 0.1 * fuzz.ratio(wanted, folded) / 100
            score = 100.0 if folded == wanted else min(similarity, 99.0) * whole
            if score >= _CUTOFF and (entity.iri not in best or score > best[entity.iri].score):
                best[entity.iri] = replace(entity, score=round(score, 1))
        return sorted(best.values(), key=lambda e: (-e.score, e.label, e.iri))[:limit]

    def find(self, text: str, kinds: Sequence[str] = ()) -> Entity:
        """The one entity, of certain kinds or of any, that goes by the name `text`, or has that IRI.

        Raises `NotFoundError` where none does (with the nearest names) or where several do (with each).
        """
        if text.startswith(BASE):
            found = self.resolve(Iri(text))
            if kinds and found.kind not in kinds:
                raise NotFoundError(f"<{text}> is a {found.kind}; a {' or '.join(kinds)} is expected")
            return found
        hits = self.search(text, kinds=kinds)
        exact = [hit for hit in hits if hit.score == 100.0]
        whole = [hit for hit in exact if hit.matched == text] or exact
        if len(whole) == 1:
            return whole[0]
        if whole:
            which = ", ".join(f"{hit.label} ({hit.kind}, {hit.iri})" for hit in whole)
            raise NotFoundError(f"{text!r} names {len(whole)} things; say which by its IRI: {which}", _labels(whole))
        near = f"; nearest: {', '.join(_labels(hits[:3]))}" if hits else ""
        what = f"no {' or '.join(kinds)}" if kinds else "nothing"
        others = [hit for hit in self.search(text) if hit.score == 100.0] if kinds else []
        other = "".join(f"; {hit.label} is of the kind {hit.kind}" for hit in others)
        raise NotFoundError(f"{what} goes by the name {text!r}{other}{near}", _labels(hits[:3]))

    def resolve(self, iri: Iri) -> Entity:
        """The entity with that IRI; raises `NotFoundError` where the graph has none."""
        found = next((entity for entity in self.entities if entity.iri == iri), None)
        if found is None:
            shown = f'`icmpd-kg query "DESCRIBE <{iri}>"` shows what the graph says of it, if anything'
            raise NotFoundError(f"<{iri}> is no entity that has a name: {shown}")
        return found

    def term(self, text: str) -> Iri | Literal:
        """The term that a text writes: an IRI, a prefixed name, a literal in double quotation marks, or a name.

        Raises `NotFoundError` where it is none of these.
        """
        return written(text) or self.find(text).iri


def written(text: str) -> Iri | Literal | None:
    """The term that a text writes: an IRI, a prefixed name or a literal in double quotation marks; else None.

    >>> written("icmpd:chair"), written("<id/state/malta>"), written("Malta")
    ('https://w3id.org/icmpd-kg/ns#chair', 'https://w3id.org/icmpd-kg/id/state/malta', None)
    """
    if quoted := re.fullmatch(r'"(.*)"(?:@([A-Za-z-]+)|\^\^(\S+))?', text, re.DOTALL):
        value, language, datatype = quoted[1], quoted[2], quoted[3]
        if language:
            return Literal(value, LANG_STRING, language)
        return Literal(value, _iri(datatype) or datatype) if datatype else Literal(value)
    return _iri(text)


def _iri(text: str) -> Iri | None:
    """The IRI that a text writes in full, in angle brackets or not, or by a known prefix."""
    if found := re.fullmatch(r"<([^<>\s]+)>|(https?://[^<>\s]+)", text):
        return Iri(urljoin(BASE, found[1] or found[2]))
    named = re.fullmatch(r"([^\s:]*):(\S*)", text)
    namespace = ontology.prefixes().get(named[1]) if named else None
    return Iri(namespace + named[2]) if named and namespace else None


def _labels(entities: Sequence[Entity]) -> list[str]:
    return [entity.label for entity in entities]


def _entity(row: tuple[object, ...]) -> Entity:
    iri, name, label, kind = row
    assert isinstance(iri, Iri) and isinstance(name, Literal) and isinstance(label, Literal) and isinstance(kind, Iri)
    return Entity(iri, label.value, kind.rpartition("#")[2], name.value)
