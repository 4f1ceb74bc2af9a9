"""The reader's own copy of the report, plain text or PDF, read so that words can be looked up in it.

The copy is kept twice: as it stands, and after mending what printing and machine reading do to words (hyphens at line
ends, ligatures, typographic quotes, spaces, mark-up). Each knows on which printed pages a place may be.
"""

from __future__ import annotations

import bisect
import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from icmpd_kg import numerals
from icmpd_kg.errors import InputError

# So many words are tried as the end of a place that is only like what was looked for.
_LONGER = 3
# Below this likeness (0 to 100) the words are others.
_CUTOFF = 90.0
_MEANING = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:no|not|non|nor|never|none|without|" + "|".join(numerals.MONTHS).lower() + r")\b"
)
# What a machine reading adds or changes without changing a word.
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "­": None, "*": None})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the copy and the printed pages, first and last, that it may stand on."""

    text: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"


class Text:
    """Pieces joined into one text, `printed`, that remembers where each began.

    It is searched in the form that `form` gives it, which keeps every letter in its place.
    """

    def __init__(self, pieces: list[tuple[str, Piece]], form: Callable[[str], str] = str) -> None:
        texts = [text + " " for text, _ in pieces]
        self._pieces = [piece for _, piece in pieces]
        self._starts = [0, *itertools.accumulate(map(len, texts))]
        self._form = form
        self.printed = "".join(texts)
        self._searched = form(self.printed)

    def at(self, offset: int) -> Piece:
        """The piece in which an offset lies."""
        return self._pieces[bisect.bisect(self._starts, offset) - 1]

    def places(self, wanted: str) -> list[tuple[int, int]]:
        """Where `wanted` stands, whole words only: first offset and end."""
        wanted = self._form(wanted)
        found, start = [], self._searched.find(wanted)
        while wanted and start >= 0:
            end = start + len(wanted)
            if not (self._searched[start - 1 : start + 1].isalnum() or self._searched[end - 1 : end + 1].isalnum()):
                found.append((start, end))
            start = self._searched.find(wanted, start + 1)
        return found

    def likest(self, wanted: str) -> tuple[tuple[int, int] | None, float]:
        """The place most like `wanted`, if it is like enough and means the same, and how like it is (0 to 100).

        A likeness counts only if every number, month and negation is the same: "state 37 of 259" is 98 % like
        "state 7 of 49" and says something else.
        """
        from rapidfuzz import fuzz

        wanted = self._form(wanted)
        found = fuzz.partial_ratio_alignment(wanted, self._searched)
        if found is None or found.score < _CUTOFF:
            return None, round(found.score if found else 0.0, 1)
        # The window is as long as `wanted` and may cut words and numbers in two: take those it touches whole, and as
        # many after them as make it most alike.
        start = self._searched.rfind(" ", 0, found.dest_start + 1) + 1
        ends = [self._searched.find(" ", max(found.dest_end - 1, 0))]
        while len(ends) < _LONGER and (after := self._searched.find(" ", ends[-1] + 1)) > 0:
            ends.append(after)
        end = max(ends, key=lambda each: fuzz.ratio(wanted, self._searched[start:each]))
        same = _MEANING.findall(wanted) == _MEANING.findall(self._searched[start:end])
        return ((start, end) if same else None), round(found.score, 1)


class Copy:
    """A copy of the report: `plain` as it stands but for its blanks, `mended` as its author meant it.

    The mended text is searched in small letters and capitals alike.
    """

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.plain = Text([(spaced(piece.text), piece) for piece in pieces])
        self.mended = Text([(mend(piece.text), piece) for piece in pieces], _fold)


def spaced(text: str) -> str:
    """A text with one blank where it has any."""
    return " ".join(text.split())


def mend(text: str) -> str:
    """A text without ligatures, broken words and mark-up, with one kind of quote and dash; its lines are kept."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = re.sub(r"</?\w+>", " ", text)
    text = re.sub(r"(\w)-\s*\n\s*(\w)", r"\1\2", text)
    return re.sub(r"\s+", lambda blank: "\n" if "\n" in blank[0] else " ", text.strip())


def _fold(text: str) -> str:
    """A text in small letters and on one line, each letter in the place of its capital."""
    small = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return small.replace("\n", " ")


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


def _pdf(path: Path) -> list[Piece]:
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        labels = [label if label.isdigit() else str(i) for i, label in enumerate(reader.page_labels, 1)]
        pages = [(int(label), page.extract_text()) for label, page in zip(labels, reader.pages, strict=True)]
    except (pypdf.errors.PyPdfError, ValueError, KeyError) as error:
        raise InputError(f"{path} cannot be read as a PDF: {error}") from None
    return [Piece(text, number, number) for number, text in pages]


def _plain(text: str) -> list[Piece]:
    """The stretches between the folios of a text read by machine.

    Only odd pages print a folio, and it may stand anywhere among the words of its spread: what stands between the
    folios F and G is on page F-1 at the earliest and on page G at the latest.
    """
    pieces: list[Piece] = []
    lines: list[str] = []
    last = 1
    for line in text.splitlines():
        number = int(line) if re.fullmatch(r"\s*\d{1,3}\s*", line) else 0
        if last < number <= last + 40:
            pieces.append(Piece("\n".join(lines), max(last - 1, 1), number))
            lines, last = [], number
        else:
            lines.append(line)
    # A piece that a folio cuts in two is one sentence: it is looked up across the cut, as the pieces are joined.
    return [*pieces, Piece("\n".join(lines), max(last - 1, 1), last + 20)]
