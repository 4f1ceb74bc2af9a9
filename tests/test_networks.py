"""The networks are what the tables say: every tie a row of them, cut in time, by role, by region, by basis."""

import csv
import datetime
from pathlib import Path

import networkx as nx
import pytest

from icmpd_kg import KnowledgeGraph, networks, paths
from icmpd_kg.errors import InputError, NotFoundError
from icmpd_kg.model import ID

TABLES = paths.folder("data") / "reports" / "2020"
TWO_MODES = [view.name for view in networks.views() if view.modes]


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ties(graph: nx.MultiDiGraph, *names: str) -> set[tuple[str, ...]]:
    """Source, target and role of each tie, the IRIs without what is common to them all."""
    return {
        (source.removeprefix(ID), target.removeprefix(ID), tie["role_iri"].rpartition("/")[2])
        for source, target, tie in graph.edges(data=True)
    }


@pytest.fixture(scope="module")
def everything(kg: KnowledgeGraph) -> nx.MultiDiGraph:
    return kg.network("all")


def test_every_network_of_the_issue_is_there():
    names = {view.name for view in networks.views()}
    assert names >= {"dialogues", "partnerships", "people", "places", "cities", "frameworks", "all"}


def test_the_partnership_network_is_the_table_of_project_roles(kg):
    rows = {(row["agent"], f"project/{row['project']}", row["role"]) for row in table("project-roles")}
    assert ties(kg.network("partnerships")) == rows


def test_the_dialogue_network_has_the_chairs_and_every_other_role_of_the_tables(kg):
    dialogues = {f"dialogue/{row['key']}" for row in table("dialogues")}
    inside = {row["part"]: row["whole"] for row in table("part-of") if row["part"].startswith("event/")}
    events = {
        f"event/{row['key']}"
        for row in table("events")
        if {inside.get(f"event/{row['key']}"), inside.get(inside.get(f"event/{row['key']}"))} & dialogues
    }
    rows = {(row["agent"], row["what"], row["role"]) for row in table("roles") if row["what"] in dialogues}
    rows |= {
        (r["agent"], f"event/{r['event']}", r["role"]) for r in table("event-roles") if f"event/{r['event']}" in events
    }
    expected = {row for row in rows if row[0].startswith(("state/", "organisation/"))}
    found = ties(kg.network("dialogues"))
    assert found == expected
    assert ("state/czech-republic", "dialogue/prague-process", "chair") in found
    assert {row for row in found if row[2] == "chair"} == {row for row in rows if row[2] == "chair"}


def test_the_places_are_the_countries_of_projects(kg):
    rows = {(r["entity"], f"state/{r['country']}") for r in table("country") if r["entity"].startswith("project/")}
    assert {tie[:2] for tie in ties(kg.network("places"))} == rows


def test_the_cities_are_the_table_of_cities(kg):
    assert {tie[:2] for tie in ties(kg.network("cities"))} == {
        (r["entity"], f"city/{r['city']}") for r in table("city")
    }


def test_the_frameworks_have_what_supports_them_and_what_they_belong_to(kg):
    found = ties(kg.network("frameworks"))
    kinds = ("dialogue/", "project/")
    expected = {(r["entity"], r["supported"]) for r in table("supports") if r["entity"].startswith(kinds)}
    expected |= {(r["part"], r["whole"]) for r in table("part-of") if r["part"].startswith(kinds)}
    turned = {(r["supported"], r["entity"]) for r in table("supports") if r["supported"].startswith(kinds)}
    turned |= {(r["whole"], r["part"]) for r in table("part-of") if r["whole"].startswith(kinds)}
    played = {(r["agent"], f"framework/{r['framework']}") for r in table("framework-roles")}
    rows = expected | turned | {row for row in played if row[0].startswith(kinds)}
    assert {tie[:2] for tie in found} == {row for row in rows if row[1].startswith("framework/")}


@pytest.mark.parametrize("name", TWO_MODES)
def test_a_network_of_two_modes_has_ties_between_them_alone(kg, name):
    graph = kg.network(name)
    assert nx.is_bipartite(graph)
    side = graph.nodes(data="bipartite")
    assert all((side[source], side[target]) == (0, 1) for source, target in graph.edges())
    assert graph.graph["agents"] and graph.graph["activities"]


@pytest.mark.parametrize("name", TWO_MODES)
def test_the_network_of_all_has_the_facts_of_every_other(kg, everything, name):
    facts = {fact for _, _, fact in kg.network(name).edges(keys=True)}
    assert facts <= {fact for _, _, fact in everything.edges(keys=True)}


def test_every_node_is_named_and_every_tie_has_page_and_quotation(everything):
    for iri, node in everything.nodes(data=True):
        assert node["iri"] == iri and node["label"] and node["kind"]
    for _, _, fact, tie in everything.edges(keys=True, data=True):
        assert tie["fact"] == fact
        assert tie["role"] and tie["quotation"] and tie["page"] > 0 and tie["places"] > 0
        assert tie["basis"] in {"stated", "title", "inferred"}


def test_the_evidence_of_a_tie_is_that_of_its_fact(kg):
    graph = kg.network("dialogues")
    source, _, fact, tie = next(e for e in graph.edges(keys=True, data=True) if e[3]["role"] == "chair")
    prefix = "https://w3id.org/icmpd-kg/ns#"
    places = kg.evidence(fact_of(kg, fact, prefix), kg.term("icmpd:agent"), kg.term(f"<{source}>"))
    assert (tie["page"], tie["quotation"]) == min((place.page, place.quotation) for place in places)
    assert tie["places"] == len(places)


def fact_of(kg, fact, prefix):
    ((participation,),) = list(kg.query("SELECT ?p { GRAPH ?fact { ?p icmpd:agent ?a } }", fact=kg.term(f"<{fact}>")))
    return participation


def test_a_state_has_its_country_its_regions_and_its_coordinates(everything):
    tunisia = everything.nodes[f"{ID}state/tunisia"]
    assert (tunisia["country"], tunisia["region"], tunisia["un_region"]) == (
        "Tunisia",
        "North Africa",
        "Northern Africa",
    )
    assert tunisia["lat"] == pytest.approx(34, abs=1) and isinstance(tunisia["long"], float)


def test_what_is_not_known_is_left_out(everything):
    person = next(node for _, node in everything.nodes(data=True) if node["kind"] == "Person")
    assert not {"country", "region", "lat", "long"} & person.keys()
    assert all(value not in (None, "") for _, node in everything.nodes(data=True) for value in node.values())
    assert all(value not in (None, "") for _, _, tie in everything.edges(data=True) for value in tie.values())


def test_two_calls_give_the_same_graph_in_the_same_order(kg, everything):
    again = kg.network("all")
    assert list(again.nodes(data=True)) == list(everything.nodes(data=True)) == sorted(everything.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(everything.edges(keys=True, data=True))


# Time.


def chairs(graph):
    return {
        (s.rpartition("/")[2], t.rpartition("/")[2]) for s, t, tie in graph.edges(data=True) if tie["role"] == "chair"
    }


def test_a_chair_stands_in_the_slices_of_its_term_alone(kg):
    assert ("netherlands", "khartoum-process") in chairs(kg.network("dialogues", at="2020-06-30"))
    assert ("netherlands", "khartoum-process") not in chairs(kg.network("dialogues", at="2021-01-01"))
    assert ("lithuania", "prague-process") not in chairs(kg.network("dialogues", at="2020-11-17"))
    assert ("czech-republic", "prague-process") not in chairs(kg.network("dialogues", at="2020-11-15"))
    both = {("lithuania", "prague-process"), ("czech-republic", "prague-process")}
    assert both <= chairs(kg.network("dialogues", between=("2020-01", "2020-12")))


def test_a_tie_without_dates_is_kept_unless_it_is_not_wanted(kg):
    kept = kg.network("dialogues", at=2015)
    assert kept.graph["undated"] == sum("dated" not in tie for _, _, tie in kept.edges(data=True)) > 0
    dated = kg.network("dialogues", at=2015, undated=False)
    assert all("dated" in tie for _, _, tie in dated.edges(data=True))
    assert kept.number_of_edges() - kept.graph["undated"] == dated.number_of_edges()


def test_a_tie_without_dates_of_its_own_has_those_of_its_event(kg):
    stated = {f"{ID}event/{row['key']}": row["date"] for row in table("events")}
    ties = [(target, tie) for _, target, tie in kg.network("people").edges(data=True) if target in stated]
    assert any(tie["dated"] == "target" for _, tie in ties if "dated" in tie)
    assert all(tie.get("date", "") == stated[target] for target, tie in ties)


def test_the_years_hold_every_dated_tie_and_nothing_else(everything):
    years = networks.by_year(everything)
    dated = {fact for _, _, fact, tie in everything.edges(keys=True, data=True) if "dated" in tie}
    assert set().union(*({fact for _, _, fact in graph.edges(keys=True)} for graph in years.values())) == dated
    for year, graph in years.items():
        for _, _, tie in graph.edges(data=True):
            assert tie.get("start", "0")[:4] <= str(year) <= tie.get("end", "9")[:4].ljust(4, "9")


def test_a_slice_is_a_copy(everything):
    before = everything.number_of_edges()
    assert networks.at(everything, 2015).number_of_edges() < before == everything.number_of_edges()


def test_a_day_may_be_given_with_its_hour(everything):
    noon = datetime.datetime(2020, 11, 16, 12)
    assert networks.at(everything, noon).edges == networks.at(everything, "2020-11-16").edges


@pytest.mark.parametrize("cut", [networks.by_year, lambda graph: networks.at(graph, 2020)])
def test_a_projection_has_no_time_of_its_own(kg, cut):
    with pytest.raises(InputError, match="take the time of the network, and then project it"):
        cut(networks.project(kg.network("dialogues")))


# Roles, regions, basis.


def test_a_role_brings_its_narrower_ones(kg):
    found = {tie["role"] for _, _, tie in kg.network("all", roles=["member"]).edges(data=True)}
    assert found == {"member", "founding member"}
    assert kg.network("all", roles=["founding member"]).number_of_edges() == 1


def test_a_role_may_be_given_by_label_name_or_iri(kg):
    graphs = [kg.network("all", roles=[r]) for r in ("founding member", "founding-member", "Founding Member")]
    graphs.append(kg.network("all", roles="https://w3id.org/icmpd-kg/role/founding-member"))
    assert {graph.number_of_edges() for graph in graphs} == {1}


def test_a_region_keeps_the_ties_with_an_end_in_it_at_any_depth(kg):
    graph = kg.network("places", regions=["Africa"])
    countries = {node["label"] for _, node in graph.nodes(data=True) if node["bipartite"]}
    assert {"Tunisia", "Ghana", "Nigeria"} <= countries
    assert "Serbia" not in countries


def test_what_was_left_out_is_told(kg):
    whole, rest = kg.network("places"), kg.network("places", without_basis=["title", "inferred"])
    assert {tie["basis"] for _, _, tie in rest.edges(data=True)} == {"stated"}
    assert rest.graph["left_out_by_basis"] == whole.number_of_edges() - rest.number_of_edges() > 0
    assert all(degree for _, degree in rest.degree())


@pytest.mark.parametrize(
    ("wish", "error", "says"),
    [
        ({"name": "dialoges"}, NotFoundError, "no network is called 'dialoges'; nearest: dialogues"),
        ({"name": "dialogues", "roles": ["chiar"]}, NotFoundError, "role 'chiar'; nearest: chair"),
        ({"name": "dialogues", "roles": ["author"]}, NotFoundError, "there are: chair, facilitator"),
        ({"name": "places", "regions": ["Afrcia"]}, NotFoundError, "region 'Afrcia'; nearest: Africa"),
        ({"name": "places", "at": "last year"}, InputError, "'last year' is no date: one such as 2020"),
        ({"name": "places", "at": "2020-02-30"}, InputError, "is no date"),
        ({"name": "places", "between": ("2021", "2020")}, InputError, "2020 is before 2021"),
        ({"name": "places", "between": "2020"}, InputError, "between takes two dates, the first and the last, and not"),
        ({"name": "places", "between": ("2020",)}, InputError, "between takes two dates"),
        ({"name": "places", "at": 2020, "between": (2019, 2020)}, InputError, "give at or between, and not both"),
        ({"name": "places", "without_basis": ["titel"]}, InputError, "'titel' is no basis of a fact: choose of stated"),
    ],
)
def test_a_wrong_wish_is_told_with_what_was_expected(kg, wish, error, says):
    with pytest.raises(error) as raised:
        kg.network(**wish)
    assert says in str(raised.value)


def test_a_new_view_is_a_new_file_and_no_python(kg, tmp_path, monkeypatch):
    folder = tmp_path / "queries"
    (folder / "networks").mkdir(parents=True)
    (folder / "views").symlink_to(paths.folder("queries") / "views")
    (folder / "networks" / "units.rq").write_text(
        "#+ summary: Units and their organisations\n"
        "SELECT ?source ?target ?role ?tie ?fact\n"
        "WHERE { GRAPH ?fact { ?source org:unitOf ?target } BIND(org:unitOf AS ?role) }\n",
        "utf-8",
    )
    (folder / "networks" / "parts.rq").write_text(
        "#+ summary: Events and what they are part of\n#+ modes: [parts, wholes]\n"
        "SELECT ?source ?target ?role ?tie ?fact\n"
        "WHERE { GRAPH ?fact { ?source icmpd:partOf ?target } BIND(icmpd:partOf AS ?role) }\n",
        "utf-8",
    )
    monkeypatch.setattr(paths, "folder", lambda name: folder if name == "queries" else Path("nowhere"))
    for take in (kg.network, kg.weights):
        with pytest.raises(InputError, match="the network parts has two modes, but these are of both: http"):
            take("parts")
    graph = kg.network("units")
    assert graph.number_of_edges() == len(table("unit-of"))
    assert "bipartite" not in next(iter(graph.nodes.values()))
