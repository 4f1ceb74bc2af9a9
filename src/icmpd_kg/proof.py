"""Prove the quotations against the reader's own copy of the report, plain text or PDF.

A quotation is looked up as it stands, then after mending what printing and machine reading do to words (hyphens at
line ends, ligatures, typographic quotes, spaces, mark-up), then by likeness. A likeness counts only if every number,
month and negation is the same: "state 37 of 259" is 98 % like "state 7 of 49" and says something else.
"""

from __future__ import annotations

import bisect
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from icmpd_kg import queries
from icmpd_kg.errors import InputError
from icmpd_kg.model import Iri, Literal, Term
from icmpd_kg.store import Store

EXACT, NORMALISED, ELSEWHERE, MISSING = "exact", "normalised", "elsewhere", "missing"

# Below this likeness (0 to 100) the words are others.
_CUTOFF = 90.0
_MEANING = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:no|not|non|nor|never|none|without|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b"
)
# What a machine reading adds or changes without changing a word.
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "­": None, "*": None})


@dataclass(frozen=True, slots=True)
class Proof:
    """One quotation looked up: where it should stand, what was found, how like, and on which pages it may stand."""

    fact: str
    page: int
    quotation: str
    verdict: str
    score: float
    pages: str

    @property
    def holds(self) -> bool:
        """Whether the quotation stands where it is said to."""
        return self.verdict in {EXACT, NORMALISED}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the copy and the printed pages, first and last, that it may stand on."""

    text: str
    first: int
    last: int


class Copy:
    """A copy of the report, ready to be searched."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._plain = _Text([(_spaced(piece.text), piece) for piece in pieces])
        self._mended = _Text([(_mend(piece.text), piece) for piece in pieces])

    def look_up(self, quotation: str, page: int) -> tuple[str, float, str]:
        """Verdict, score and the pages a quotation was found on."""
        for text, wanted, verdict in (
            (self._plain, _spaced(quotation), EXACT),
            (self._mended, _mend(quotation), NORMALISED),
        ):
            found = text.places(wanted)
            if found:
                return _placed(verdict, 100.0, found, page)
        place, score = self._mended.likest(_mend(quotation))
        return _placed(NORMALISED, score, [place], page) if place else (MISSING, score, "")


def _placed(verdict: str, score: float, found: list[_Piece], page: int) -> tuple[str, float, str]:
    right = any(piece.first <= page <= piece.last for piece in found)
    pages = ", ".join(sorted({f"{p.first}" if p.first == p.last else f"{p.first}-{p.last}" for p in found}))
    return verdict if right else ELSEWHERE, score, pages


class _Text:
    """The pieces joined into one text that remembers where each began."""

    def __init__(self, pieces: list[tuple[str, _Piece]]) -> None:
        texts = [text + " " for text, _ in pieces]
        self._pieces = [piece for _, piece in pieces]
        self._starts = [0, *itertools.accumulate(map(len, texts))]
        self._joined = "".join(texts)

    def _at(self, offset: int) -> _Piece:
        return self._pieces[bisect.bisect(self._starts, offset) - 1]

    def places(self, wanted: str) -> list[_Piece]:
        """The pieces in which `wanted` begins; whole words only."""
        found, start = [], self._joined.find(wanted)
        while wanted and start >= 0:
            end = start + len(wanted)
            if not (self._joined[start - 1 : start + 1].isalnum() or self._joined[end - 1 : end + 1].isalnum()):
                found.append(self._at(start))
            start = self._joined.find(wanted, start + 1)
        return found

    def likest(self, wanted: str) -> tuple[_Piece | None, float]:
        """The place most like `wanted`, if it is like enough and means the same, and how like it is."""
        from rapidfuzz import fuzz

        found = fuzz.partial_ratio_alignment(wanted, self._joined)
        if found is None or found.score < _CUTOFF:
            return None, round(found.score if found else 0.0, 1)
        # The window may cut a number in two: take the words it touches whole.
        start = self._joined.rfind(" ", 0, found.dest_start + 1) + 1
        end = self._joined.find(" ", max(found.dest_end - 1, 0))
        same = _MEANING.findall(wanted) == _MEANING.findall(self._joined[start:end])
        return (self._at(found.dest_start) if same else None), round(found.score, 1)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _mend(text: str) -> str:
    """A text as its author meant it: no ligatures, no broken words, one kind of quote and dash, small letters."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = re.sub(r"</?\w+>", " ", text)
    text = re.sub(r"(\w)-\s*\n\s*(\w)", r"\1\2", text)
    return _spaced(text).casefold()


def read(path: Path) -> Copy:
    """Read a copy of the report: a PDF by its pages, any other file as UTF-8 text with folios on lines of their own.

    Raises `InputError` where it cannot be read, or holds no text.
    """
    try:
        pieces = _pdf(path) if path.suffix.lower() == ".pdf" else _plain(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as text: {error}") from None
    if not any(piece.text.strip() for piece in pieces):
        raise InputError(f"{path} holds no text: a scanned PDF must be put through text recognition first")
    return Copy(pieces)


def _pdf(path: Path) -> list[_Piece]:
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        labels = [label if label.isdigit() else str(i) for i, label in enumerate(reader.page_labels, 1)]
        pages = [(int(label), page.extract_text()) for label, page in zip(labels, reader.pages, strict=True)]
    except (pypdf.errors.PyPdfError, ValueError, KeyError) as error:
        raise InputError(f"{path} cannot be read as a PDF: {error}") from None
    return [_Piece(text, number, number) for number, text in pages]


def _plain(text: str) -> list[_Piece]:
    """The stretches between the folios of a text read by machine.

    Only odd pages print a folio, and it may stand anywhere among the words of its spread: what stands between the
    folios F and G is on page F-1 at the earliest and on page G at the latest.
    """
    pieces: list[_Piece] = []
    lines: list[str] = []
    last = 1
    for line in text.splitlines():
        number = int(line) if re.fullmatch(r"\s*\d{1,3}\s*", line) else 0
        if last < number <= last + 40:
            pieces.append(_Piece("\n".join(lines), max(last - 1, 1), number))
            lines, last = [], number
        else:
            lines.append(line)
    # A piece that a folio cuts in two is one sentence: it is looked up across the cut, as the pieces are joined.
    return [*pieces, _Piece("\n".join(lines), max(last - 1, 1), last + 20)]


Rows = Iterable[tuple[Term | None, ...]]


def prove(store: Store, copy: Copy, watch: Callable[[Rows], Rows]) -> list[Proof]:
    """Look up every quotation of the graph in a copy of the report.

    `watch` is handed the rows and hands them back one by one, as `tqdm` does, so that someone can see how far it is.
    """
    return [_proof(copy, *row) for row in watch(list(store.select(queries.view("quotations"))))]


def _proof(copy: Copy, fact: Term | None, page: Term | None, quotation: Term | None) -> Proof:
    assert isinstance(fact, Iri) and isinstance(page, Literal) and isinstance(quotation, Literal)
    verdict, score, pages = copy.look_up(quotation.value, int(page.value))
    return Proof(str(fact), int(page.value), quotation.value, verdict, score, pages)
