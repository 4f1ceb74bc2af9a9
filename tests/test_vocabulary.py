"""Every name that tables, shapes, rules, queries and context use is declared, and every declared name is used."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from icmpd_kg import ontology, paths

OURS = ("https://w3id.org/icmpd-kg/ns#", "https://w3id.org/icmpd-kg/role/", "https://w3id.org/icmpd-kg/scheme/")
FOLDER = paths.folder("ontology")

CLASSES = [
    "Project", "Region", "Dialogue", "State", "MemberState", "Donor", "Organisation", "FundingScheme", "Framework",
    "Event", "Person", "Office", "City", "Publication", "Platform", "Theme", "Observation", "Participation",
    "Report", "Evidence",
]  # fmt: skip
PROPERTIES = [
    "agent", "participatesIn", "role", "scheme", "post", "fundedBy", "implementedBy", "partner", "beneficiary",
    "member", "observer", "invited", "interested", "officer", "chair", "host", "secretariat", "organiser",
    "participant", "speaker", "author", "publisher", "acronym", "inRegion", "country", "city", "theme", "phase",
    "partOf", "follows", "supports", "within", "start", "end", "dateAsStated", "duration", "mode", "status", "about",
    "measure", "value", "unit", "qualifier", "breakdown", "iso3166", "basis", "page",
]  # fmt: skip
ROLES = [
    "funder", "implementer", "partner", "beneficiary", "member", "founding-member", "observer", "invited",
    "interested", "officer", "chair", "host", "secretariat", "organiser", "participant", "speaker", "moderator",
    "author", "publisher",
]  # fmt: skip


def triples(*names: str) -> list[ox.Quad]:
    return [quad for name in names for quad in ox.parse((FOLDER / name).read_bytes(), ox.RdfFormat.TURTLE)]


def declared() -> set[str]:
    """The names of ours that the vocabulary describes by a label."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    return {
        quad.subject.value
        for quad in triples(*ontology.VOCABULARY)
        if quad.predicate == label and isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(OURS)
    }


def in_text(text: str) -> set[str]:
    """The names of ours in a text: in full, or under the prefixes `icmpd:` and `role:`."""
    full = set(re.findall(r"https://w3id\.org/icmpd-kg/(?:ns#|role/|scheme/)[A-Za-z0-9-]+", text))
    short = {
        (OURS[0] if prefix == "icmpd" else OURS[1]) + name
        for prefix, name in re.findall(r"\b(icmpd|role):([A-Za-z][\w-]*)", text)
    }
    return full | short


def in_shapes() -> set[str]:
    text = "\n".join(line.partition(" # ")[0] for line in (FOLDER / "shapes.ttl").read_text("utf-8").splitlines())
    return in_text("\n".join(line for line in text.splitlines() if "sh:message" not in line and line[:1] != "#"))


def in_queries(folder: Path) -> set[str]:
    files = [path.read_text("utf-8") for path in folder.rglob("*.rq")]
    return in_text("\n".join(line for text in files for line in text.splitlines() if not line.startswith("#")))


def in_tables() -> set[str]:
    """The names that the table description maps to; a template of roles stands for each value it allows."""
    text = (paths.folder("data") / "tables.json").read_text("utf-8")
    columns = [c for t in json.loads(text)["tables"] for c in t["tableSchema"]["columns"] if c.get("name") == "role"]
    roles = {OURS[1] + role for column in columns for role in column["datatype"]["format"].split("|")}
    return in_text(text) | roles


USES = {
    "tables.json": in_tables,
    "shapes.ttl": in_shapes,
    "context.jsonld": lambda: in_text((FOLDER / "context.jsonld").read_text("utf-8")),
    "rules": lambda: in_queries(FOLDER / "rules"),
    "queries": lambda: in_queries(paths.folder("queries")),
}


@pytest.mark.parametrize("place", USES)
def test_no_name_is_used_that_the_ontology_lacks(place):
    used = {name for name in USES[place]() if not name.endswith(("/ns#", "/role/"))}
    assert used, "the test reads nothing"
    assert used - declared() == set()


def test_no_declared_name_is_left_unused():
    used = set().union(*(USES[place]() for place in ("tables.json", "shapes.ttl", "rules")))
    direct = ox.NamedNode(OURS[0] + "directProperty")
    used |= {quad.object.value for quad in triples("roles.ttl") if quad.predicate == direct}
    # The rule inverse derives whatever is the inverse of another.
    used |= {quad.subject.value for quad in triples("icmpd.ttl") if quad.predicate.value.endswith("#inverseOf")}
    # The phrases are for people who read pages, and no fact or rule has them.
    used |= {quad.predicate.value for quad in triples("phrases.ttl")}
    # A scheme is used by the concepts in it.
    used |= {quad.object.value for quad in triples(*ontology.VOCABULARY) if quad.predicate.value.endswith("#inScheme")}
    assert declared() - used == set()


@pytest.mark.parametrize(
    ("names", "space"),
    [(CLASSES, OURS[0]), (PROPERTIES, OURS[0]), (ROLES, OURS[1])],
    ids=["classes", "properties", "roles"],
)
def test_the_contract_is_declared(names, space):
    assert {space + name for name in names} - declared() == set()


SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@pytest.mark.parametrize("term", sorted(CLASSES + PROPERTIES))
def test_a_term_is_described(term):
    described = {q.predicate.value for q in triples("icmpd.ttl") if q.subject == ox.NamedNode(OURS[0] + term)}
    assert {RDFS + "label", SKOS + "definition", RDFS + "isDefinedBy"} <= described
    if term in PROPERTIES:
        assert {RDFS + "domain", RDFS + "range"} <= described
    else:
        assert RDFS + "subClassOf" in described


def test_version_and_licence_stand_on_the_ontology():
    about = {
        q.predicate.value for q in triples("icmpd.ttl") if q.subject == ox.NamedNode("https://w3id.org/icmpd-kg/ns")
    }
    assert {"http://purl.org/dc/terms/license", "http://www.w3.org/2002/07/owl#versionInfo"} <= about


def test_every_measure_in_the_tables_is_defined_and_none_is_left_over():
    import csv

    defined = {q.subject.value for q in triples("measures.ttl") if isinstance(q.subject, ox.NamedNode)}
    used = {
        f"https://w3id.org/icmpd-kg/{kind}/{row[column]}"
        for path in (paths.folder("data") / "reports").rglob("observations.csv")
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
        for kind, column in (("measure", "measure"), ("breakdown", "category"))
        if row[column]
    }
    assert used - defined == set()
    assert {name for name in defined if "/scheme/" not in name} - used == set()
