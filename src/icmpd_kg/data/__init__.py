"""The door to `data/`: tables and their CSVW description in, checked quads out.

The description (`data/tables.json`) says everything: columns, datatypes, keys, and the triple each cell
becomes. Reading and checking of cells is the `csvw` library's; that library writes no RDF, so the small part of
CSVW's csv2rdf that maps a cell to a triple is in `quads` (https://www.w3.org/TR/csv2rdf/), with two additions:

- one row is one fact: its named graph is the subject of the row's `icmpd:basis`; what is said about that subject
  itself, its `#evidence` and its `#quotation` goes to the provenance graph;
- a column that conforms to EDTF gives its bounds to the virtual columns that name it as their `dcterms:source`.

What is wrong is told with its place and how to mend it: `files` of a whole file, `cells` of one cell, `references` of a
key that nothing has. Facts are never altered on the way in: what was perhaps meant (`mend`) is offered, not taken.
"""

from icmpd_kg.data.quads import locate, quads

__all__ = ["locate", "quads"]
