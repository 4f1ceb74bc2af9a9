"""A stream that notices whether the answer written to it holds a row or a triple."""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

# What stands in an answer that holds a row or a triple, by format, and in no other.
_ROW = {
    "csv": rb"\n[^\n]*\n",
    "tsv": rb"\n[^\n]*\n",
    "json": rb'"bindings"\s*:\s*\[\s*\{',
    "xml": rb"<result[\s>]",
    "turtle": rb"(?m)^(?!@prefix|@base)\S",
    "trig": rb"(?m)^(?!@prefix|@base)\S",
    "ntriples": rb"\S",
    "nquads": rb"\S",
    "rdfxml": rb"rdf:(?:about|nodeID)=",
    "jsonld": rb'"@id"',
}
# The names of all variables that a query can hold fit into this.
_HEAD = 100_000


class Watched(io.BytesIO):
    """Hands on what is written in a format, and keeps of it only what it must to tell whether it is `empty`."""

    def __init__(self, out: IO[bytes], form: str) -> None:
        super().__init__()
        self._out = out
        self._row = _ROW[form]
        self._head = b""
        self.empty = True

    def write(self, content: Buffer) -> int:
        """Hand on, and look until a row was seen."""
        if self.empty:
            self._head += bytes(content)
            self.empty = len(self._head) < _HEAD and not re.search(self._row, self._head)
        return self._out.write(content)
