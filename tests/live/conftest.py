"""Two real SPARQL servers, independent of each other, each with the whole graph pushed into it."""

from collections.abc import Iterator

import pytest
from servers import Server, oxigraph, virtuoso_server

from icmpd_kg import KnowledgeGraph
from icmpd_kg.store.credentials import PASSWORD, USER


@pytest.fixture(scope="session")
def oxigraph_server(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield Server(server.query, server.update, kg.push(server.query, server.update))


@pytest.fixture(scope="session")
def virtuoso(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(USER, "dba")
        patch.setenv(PASSWORD, "dba")
        pushed = kg.push(server.query, server.update)
        yield Server(server.query, server.update, pushed)


@pytest.fixture(scope="session", params=["oxigraph_server", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """One of the two, with the whole graph in it."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def remote(server: Server) -> KnowledgeGraph:
    return KnowledgeGraph.open(server.query)
