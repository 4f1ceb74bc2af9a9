"""The shapes find each fault they were made for, and nothing else.

Every file of data/broken/ holds one fault and says in its header which shape must find it:
`# shape:` an IRI, `# severity:` Violation, Warning or Info, `# says:` a piece of the message.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

TESTS = Path(__file__).parent
SHAPES_FILE = TESTS.parent / "ontology" / "shapes.ttl"
SOUND_FILE = TESTS / "data" / "sound.ttl"
BROKEN_FILES = sorted((TESTS / "data" / "broken").glob("*.ttl"))


def read(file: Path) -> Graph:
    """Shapes and data through one parser, and SPARQL through the engine that the product uses (rdflib's is slow)."""
    return Graph(store="Oxigraph").parse(file, format="ox-turtle")


SHAPES = Graph() + read(SHAPES_FILE)  # in memory, where pyshacl looks things up fastest
NAMESPACE = "https://w3id.org/icmpd-kg/shapes#"

# What each kind of constraint needs to be told to people: a property or node shape that holds one needs a message.
CONSTRAINTS = {
    SH["class"], SH.datatype, SH.hasValue, SH["in"], SH.languageIn, SH.lessThanOrEquals, SH.maxCount, SH.minCount,
    SH.minInclusive, SH.node, SH.nodeKind, SH["or"], SH.pattern, SH.qualifiedMinCount, SH.select, SH.uniqueLang,
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One result of a validation report, as the shapes graph explains it."""

    focus: Node
    shape: Node
    constraint: Node | None
    severity: str
    message: str

    @property
    def named_by(self) -> set[Node]:
        """The shape that found it and the shapes that refer to that one."""
        return {self.shape, *SHAPES.subjects(SH.property, self.shape)}


@dataclass(frozen=True)
class Case:
    """A broken graph and what was found in it; one parse, for blank nodes are new at every parse."""

    data: Graph
    results: list[Result]


@dataclass(frozen=True)
class Expectation:
    shape: URIRef
    severity: str
    says: str


def validate(data: Graph) -> list[Result]:
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES, advanced=False, inplace=True)
    assert isinstance(report, Graph)
    return [
        Result(
            focus=report.value(result, SH.focusNode),
            shape=report.value(result, SH.sourceShape),
            constraint=report.value(result, SH.sourceConstraint),
            severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
            message=" ".join(str(m) for m in report.objects(result, SH.resultMessage)),
        )
        for result in report.objects(None, SH.result)
    ]


def expectation(file: Path) -> Expectation:
    text = file.read_text(encoding="utf-8")
    header = {}
    for key in ("shape", "severity", "says"):
        found = re.search(rf"^# {key}: (.+)$", text, re.MULTILINE)
        assert found, f"{file.name}: the header lacks '# {key}:'"
        header[key] = found.group(1)
    return Expectation(URIRef(header["shape"]), header["severity"], header["says"])


def targets(shape: Node, data: Graph) -> set[Node]:
    """The focus nodes of a shape, so that a shared property shape is credited to the right class."""
    nodes: set[Node] = set(SHAPES.objects(shape, SH.targetNode))
    for cls in SHAPES.objects(shape, SH.targetClass):
        for sub in data.transitive_subjects(RDFS.subClassOf, cls):
            nodes.update(data.subjects(RDF.type, sub))
    for property_ in SHAPES.objects(shape, SH.targetSubjectsOf):
        nodes.update(data.subjects(property_))
    for property_ in SHAPES.objects(shape, SH.targetObjectsOf):
        nodes.update(data.objects(None, property_))
    return nodes


def reaches(shape: Node, result: Result, data: Graph) -> bool:
    """Whether `shape` is the one that found `result`, itself or through the property shapes it refers to."""
    if shape not in {result.shape, *SHAPES.transitive_subjects(SH.property, result.shape)}:
        return False
    # A nested property shape moves on from the target to its values; only the target's own results have its focus.
    nested = shape not in result.named_by
    return nested or result.focus in targets(shape, data)


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Every broken graph, validated once."""
    graphs = {file.stem: read(file) for file in BROKEN_FILES}
    return {name: Case(data, validate(data)) for name, data in graphs.items()}


@pytest.mark.parametrize("file", BROKEN_FILES, ids=lambda file: file.stem)
def test_a_broken_graph_is_found_out_by_its_shape_alone(file: Path, cases: dict[str, Case]) -> None:
    expected = expectation(file)
    # What a researcher may merely miss (sh:Info) stands beside any project and is no fault.
    case = cases[file.stem]
    results = [r for r in case.results if r.severity != "Info" or expected.severity == "Info"]
    assert results, "nothing was found"
    for result in results:
        assert reaches(expected.shape, result, case.data), f"found by {result.shape} at {result.focus}"
        assert result.severity == expected.severity
        assert expected.says in result.message


def test_a_sound_graph_has_nothing_above_info() -> None:
    assert [r for r in validate(read(SOUND_FILE)) if r.severity != "Info"] == []


def test_the_sound_graph_has_one_of_every_class() -> None:
    sound = read(SOUND_FILE)
    missing = [cls for cls in SHAPES.objects(None, SH.targetClass) if (None, RDF.type, cls) not in sound]
    assert missing == []


def test_messages_of_sparql_constraints_name_the_offenders(cases: dict[str, Case]) -> None:
    messages = [r.message for case in cases.values() for r in case.results if r.constraint]
    assert messages
    assert [m for m in messages if "{" in m] == [], "a variable was left in the message"


def test_every_node_shape_has_a_broken_graph() -> None:
    shapes = {s for s in SHAPES.subjects(RDF.type, SH.NodeShape) if has_target(s)}
    assert shapes - {expectation(file).shape for file in BROKEN_FILES} == set()


def test_every_constraint_has_a_broken_graph(cases: dict[str, Case]) -> None:
    """Property shapes and SPARQL constraints, for a node shape may have many."""
    found = {node for case in cases.values() for r in case.results for node in (r.shape, r.constraint)}
    declared = {*SHAPES.subjects(RDF.type, SH.PropertyShape), *SHAPES.subjects(RDF.type, SH.SPARQLConstraint)}
    # It only leads from the scheme to its roles; the shape for each of them speaks.
    silent = {URIRef(NAMESPACE + "roleInScheme")}
    assert declared - silent - found == set()


def test_every_class_of_the_vocabulary_has_a_shape() -> None:
    classes = {str(cls).rpartition("#")[2] for cls in SHAPES.objects(None, SH.targetClass)}
    assert classes >= {
        "Project", "Region", "Dialogue", "State", "MemberState", "Donor", "Organisation", "FundingScheme",
        "Framework", "Event", "Person", "Office", "City", "Publication", "Platform", "Theme", "Observation",
        "Participation", "Report", "Evidence",
    }  # fmt: skip


def test_every_constraint_speaks_to_people() -> None:
    speakers = {s for s, p in SHAPES.subject_predicates() if isinstance(s, URIRef) and p in CONSTRAINTS}
    assert speakers
    for shape in sorted(speakers):
        (message,) = SHAPES.objects(shape, SH.message)
        assert isinstance(message, Literal)
        assert message.language == "en", shape
        # What is wrong. What is expected. How to mend it.
        assert len(re.findall(r"\.(?:\s|$)", str(message))) >= 2, shape


def test_no_sparql_constraint_uses_what_is_slow_or_forbidden() -> None:
    texts = [str(text) for text in SHAPES.objects(None, SH.select)]
    assert texts
    for text in texts:
        assert not re.search(r"\b(NOT\s+EXISTS|MINUS|VALUES|SERVICE)\b", text, re.IGNORECASE)


def has_target(shape: Node) -> bool:
    return any(
        (shape, p, None) in SHAPES for p in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    )


def test_a_message_names_only_files_that_exist() -> None:
    named = set(re.findall(r"[\w/-]+\.(?:csv|ttl)", " ".join(str(text) for text in SHAPES.objects(None, SH.message))))
    top = TESTS.parent
    places = [top, top / "data" / "reports" / "2020"]
    assert {name for name in named if not any((place / name).is_file() for place in places)} == set()
