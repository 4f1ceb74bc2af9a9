"""Both `.htaccess` files in a real Apache: the one that w3id.org would run, and that of the static site."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from live.servers import free_port, running
from live.web import Address

from icmpd_kg import KnowledgeGraph
from icmpd_kg.site import Site

REDIRECTS = Path(__file__).parent.parent.parent / "deploy" / "w3id" / ".htaccess"
MODULES = Path("/usr/lib/apache2/modules")
SETTINGS = """
ServerRoot "{folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile pid
ErrorLog error.log
{modules}
TypesConfig /etc/mime.types
DocumentRoot "{folder}/root"
<Directory "{folder}/root">
  AllowOverride All
  Require all granted
</Directory>
"""
NEEDED = ("mpm_event", "authz_core", "mime", "dir", "rewrite", "negotiation")


@pytest.fixture(scope="module")
def apache(small_store, tmp_path_factory) -> Iterator[Address]:
    """The redirects at /icmpd-kg, as w3id.org has them, and a site at /site."""
    folder = tmp_path_factory.mktemp("apache")
    (folder / "root" / "icmpd-kg").mkdir(parents=True)
    shutil.copy(REDIRECTS, folder / "root" / "icmpd-kg" / ".htaccess")
    (folder / "root" / "site").mkdir()
    Site(KnowledgeGraph.open(small_store)).write(folder / "root" / "site")
    folder.chmod(0o755)
    port = free_port()
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in NEEDED)
    (folder / "apache.conf").write_text(SETTINGS.format(folder=folder, port=port, modules=modules), "utf-8")
    with running(["/usr/sbin/apache2", "-X", "-f", folder / "apache.conf"], f"http://127.0.0.1:{port}/site/", folder):
        yield Address(port)


@pytest.mark.parametrize(
    ("path", "status", "leads"),
    [
        ("ns", 303, "ns"),
        ("id/state/malta", 303, "id/state/malta"),
        ("fact/2020/states/malta", 303, "fact/2020/states/malta"),
        ("graph/ontology", 303, "graph/ontology"),
        ("question/who-funds", 303, "question/who-funds"),
        ("dataset", 303, "dataset"),
        ("sparql?query=ASK%7B%7D", 307, "sparql?query=ASK%7B%7D"),
        ("", 302, ""),
    ],
)
def test_a_name_of_ours_leads_to_the_server_that_has_it(apache, path, status, leads):
    answer = apache.ask(f"/icmpd-kg/{path}")
    assert (answer.status, answer.headers["location"]) == (status, f"https://kg.example.org/{leads}")


def test_the_data_set_leads_to_its_record(apache):
    for media, name in (("text/turtle", "dataset.ttl"), ("application/ld+json", "dataset.jsonld")):
        answer = apache.ask("/site/dataset", Accept=media)
        assert (answer.status, answer.headers["location"].rpartition("/")[2]) == (303, name)


def test_what_is_no_name_of_ours_leads_nowhere(apache):
    assert apache.ask("/icmpd-kg/elsewhere").status == 404


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ".html"),
        ("*/*", ".html"),
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/n-triples", ".nt"),
        ("application/rdf+xml, text/turtle;q=0.8", ".ttl"),
        ("text/turtle;q=0.2, application/n-triples;q=0.3, text/html;q=0.1", ".nt"),
    ],
)
@pytest.mark.parametrize(
    "path", ["id/project/candle", "fact/2020/projects/candle", "ns", "ns/class/Project", "role/funder"]
)
def test_the_site_leads_to_the_document_that_is_wanted(apache, path, accept, ending):
    answer = apache.ask(f"/site/{path}", Accept=accept)
    assert answer.status == 303 and answer.headers["location"].endswith(f"/site/{path}{ending}")
    kind = {
        ".html": "text/html",
        ".ttl": "text/turtle",
        ".jsonld": "application/ld+json",
        ".nt": "application/n-triples",
    }
    assert apache.ask(f"/site/{path}{ending}").headers["content-type"].startswith(kind[ending])


def test_the_site_has_nothing_for_who_takes_none_of_its_forms(apache):
    assert apache.ask("/site/ns", Accept="image/png").status == 406


def test_the_site_has_its_record_where_it_is_looked_for_and_no_folder_listed(apache):
    assert apache.ask("/site/.well-known/void").headers["content-type"].startswith("text/turtle")
    assert apache.ask("/site/id/").status in {403, 404}
    assert apache.ask("/site/id/state/atlantis", Accept="text/turtle").status == 404
