"""`KnowledgeGraph`: the whole, for a notebook or a script. The only room that knows the order of steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from icmpd_kg import ontology, paths, snapshot
from icmpd_kg.answering import Answering
from icmpd_kg.errors import InputError
from icmpd_kg.model import DERIVED, ONTOLOGY, Iri
from icmpd_kg.store import Embedded

# A step is imported by the method that takes it, so that a query waits for none but its own.
if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from icmpd_kg.attestation import Attestation
    from icmpd_kg.build import Built
    from icmpd_kg.changes import Changes
    from icmpd_kg.consistency import Check
    from icmpd_kg.coverage import Coverage
    from icmpd_kg.networks import Weights
    from icmpd_kg.networks.slices import When
    from icmpd_kg.proof import Proof, Rows
    from icmpd_kg.publish.dataset import Description
    from icmpd_kg.push import Pushed, Watch
    from icmpd_kg.shapes import Report
    from icmpd_kg.store.remote import Remote


class KnowledgeGraph(Answering):
    """A built graph, open for reading.

    >>> kg = KnowledgeGraph.open()
    >>> kg.find("ADA").label
    'Austrian Development Agency'
    """

    @classmethod
    def open(cls, place: str | Path | None = None, *, derived: bool = True, timeout: float = 60.0) -> KnowledgeGraph:
        """The graph at `place`: a folder made by `build`, or the address of a SPARQL endpoint (`http://…/sparql`).

        Without a place it is the graph that came with the package. Without the `derived` triples it holds what facts
        say and no more, as a copy in memory. A server may take `timeout` seconds for an answer.
        Raises `StoreError` where there is no graph, or it is damaged or of another version; what a server holds is seen
        by the first query. Raises `InputError` for an address that cannot be one, or without derived triples.
        """
        if isinstance(place, str) and "://" in place:
            if not derived:
                raise InputError(
                    "a server answers with what it holds: only a graph on this machine can do without derived"
                )
            return cls(_remote(place, timeout, Iri(ONTOLOGY)))
        path = Path(place) if place is not None else paths.packaged_store()
        store, index = snapshot.read(path)
        if not derived:
            store = store.without(Iri(DERIVED))
        return cls(store, paths.folder("data") if place is None else None, index, derived)

    @classmethod
    def parse(cls, *files: str | Path) -> KnowledgeGraph:
        """The graph of one or more RDF files together, in memory; each file's ending tells its format.

        Raises `InputError` where a file cannot be read as RDF.
        """
        from icmpd_kg.publish import serialise

        store = Embedded.memory(ontology.prefixes())
        for path in map(Path, files):
            try:
                content = path.read_bytes()
            except OSError as error:
                raise InputError(f"{path} cannot be read: {error.strerror}") from None
            store.parse(content, serialise.form_of(str(path)), name=str(path))
        return cls(store)

    @staticmethod
    def build(
        data: str | Path | None = None,
        place: str | Path | None = None,
        say: Callable[[str], None] = lambda line: None,
    ) -> Built:
        """Build the tables in `data` (ours, if None) into a validated store at `place`; `say` hears each step.

        Raises `DataError`, `ShapeError` or `StoreError`; a store that was at `place` before is then still there.
        """
        from icmpd_kg.build import build

        if place is None and paths.checkout() is None:
            raise InputError("the packaged graph is never overwritten: say where the new one shall lie, with --store")
        folder = Path(data) if data is not None else paths.folder("data")
        return build(folder, Path(place) if place is not None else paths.packaged_store(), say)

    def loaded(self) -> KnowledgeGraph:
        """The same graph read into memory, for a server that answers many queries."""
        return KnowledgeGraph(self._embedded("a copy in memory").loaded(), self._data, self._index, self._derived)

    def __len__(self) -> int:
        """How many quads the graph holds."""
        return len(self._embedded("counting its quads"))

    def network(
        self,
        name: str,
        *,
        at: When | None = None,
        between: tuple[When, When] | None = None,
        roles: Collection[str] | None = None,
        regions: Collection[str] | None = None,
        without_basis: Collection[str] = (),
        undated: bool = True,
    ) -> nx.MultiDiGraph[str]:
        """The network `name` as a graph of networkx, its nodes and edges with all that is told of them.

        `icmpd_kg.networks.network` tells what each argument does and raises; `networks.views()` lists the networks.
        """
        from icmpd_kg import networks

        return networks.network(
            self._store,
            name,
            at=at,
            between=between,
            roles=roles,
            regions=regions,
            without_basis=without_basis,
            undated=undated,
        )

    def weights(self, name: str, onto: str = "agents", weight: str = "count") -> Weights:
        """The network `name` projected onto one mode: the nodes, and their weights as a sparse matrix, without a graph.

        `icmpd_kg.networks.weights_of` tells what each argument does and raises.
        """
        from icmpd_kg import networks

        return networks.weights_of(self._store, name, onto, weight)

    def validate(self) -> Report:
        """Every result of the SHACL shapes, gravest first, led back to file and row where the data is at hand."""
        from icmpd_kg import shapes

        return shapes.validate(self._embedded("validation"), self._data)

    def verify(self, report: str | Path, watch: Callable[[Rows], Rows] = lambda rows: rows) -> list[Proof]:
        """Every quotation looked up in a copy of the report, a PDF or plain text; `tqdm` as `watch` draws a bar.

        Raises `InputError` where the copy cannot be read.
        """
        from icmpd_kg import proof, reading

        return proof.prove(self._store, reading.read(Path(report)), watch)

    def attest(self) -> list[Attestation]:
        """Everything the facts speak of: named in their quotations, or where it is named instead, or unnamed."""
        from icmpd_kg import attestation

        return attestation.attest(self._store)

    def coverage(self, report: str | Path, watch: Callable[[list[str]], Iterable[str]] = lambda said: said) -> Coverage:
        """Every number, date, name and row of a copy of the report: covered by the graph, set aside or missed.

        Raises `InputError` where the copy cannot be read.
        """
        from icmpd_kg import coverage, reading

        return coverage.cover(self._store, reading.read(Path(report)), watch)

    def check(self) -> list[Check]:
        """What the report says of itself against what the graph holds."""
        from icmpd_kg import consistency

        return consistency.check(self._store)

    def changes(self, later: KnowledgeGraph) -> Changes:
        """What changed from this graph to a later one, fact by fact and quad by quad.

        Raises `InputError` where one of them holds no facts, or is on a server.
        """
        from icmpd_kg import changes

        return changes.between(self._embedded("a comparison"), later._embedded("a comparison"))

    def export(self, out: str | Path | IO[bytes], form: str | None = None) -> None:
        """Write the graph to a file or a binary stream; the format is told from the file's ending if None."""
        from icmpd_kg.publish import serialise
        from icmpd_kg.writing import replacing

        store = self._embedded("an export")
        if isinstance(out, str | Path):
            path = Path(out)
            chosen = form or serialise.form_of(str(path))
            with replacing(path) as stream:
                serialise.write(store, chosen, stream)
        else:
            serialise.write(store, form or "nquads", out)

    def description(
        self, downloads: Iterable[str] = (), service: str | None = None, contact: str | None = None
    ) -> Description:
        """The graph described as a data set (DCAT, VoID, PROV-O, schema.org, BibTeX), with its version and its commit.

        `downloads` are addresses of files with the whole graph, `service` is that of a SPARQL server which holds it,
        and `contact` where one asks about it: `mailto:…` or `https://…`.
        """
        from icmpd_kg import origin
        from icmpd_kg.publish import dataset

        return dataset.describe(self._embedded("a description"), origin.origin(), downloads, service, contact)

    def cube(self) -> Description:
        """The figures as a data cube (RDF Data Cube Vocabulary)."""
        from icmpd_kg.publish import dataset

        return dataset.cube(self._embedded("a cube"))

    def push(
        self, endpoint: str, update: str | None = None, *, timeout: float = 60.0, watch: Watch = lambda work: work
    ) -> Pushed:
        """Make the graphs of a server equal to those of this one, and leave all graphs that are not ours as they are.

        `endpoint` takes queries and `update` updates (the same address, if None); `tqdm` as `watch` draws bars.
        Only what differs is sent, so that a push that was cut off can be run again. Raises `StoreError`.
        """
        from icmpd_kg import push
        from icmpd_kg.store.endpoint import Endpoint

        updates = Endpoint(update or endpoint, timeout)
        return push.push(self._embedded("a push"), _remote(endpoint, timeout), updates.update, watch)

    @property
    def dataset(self) -> rdflib.Dataset:
        """The same graph as an rdflib Dataset, without a copy, for everything else rdflib can do."""
        return self._embedded("an rdflib Dataset").as_rdflib()


def _remote(url: str, timeout: float, landmark: Iri | None = None) -> Remote:
    from icmpd_kg.store.endpoint import Endpoint
    from icmpd_kg.store.remote import Remote

    return Remote(Endpoint(url, timeout), ontology.prefixes(), landmark)
