"""Questions in words: what is understood, what is refused, and how often it is right on questions of somebody else."""

import json
from pathlib import Path

import asked
import pytest

from icmpd_kg import queries
from icmpd_kg.errors import QueryError
from icmpd_kg.model import Literal

SETS = Path(__file__).parent / "data" / "asked"


def values(answer) -> list[str]:
    """The column that holds what was asked for, sorted."""
    at = answer.result.variables.index(answer.column)
    return sorted({row[at].value for row in answer.result})


@pytest.mark.parametrize(("name", "least_right", "most_wrong"), [("seen", 244, 0), ("aside", 56, 1)])
def test_the_questions_of_somebody_else_are_answered_as_well_as_told(kg, name, least_right, most_wrong):
    """The figures of docs/asking.md. Of the set aside nothing but the totals may ever be looked at."""
    totals = asked.totals(kg, SETS / f"{name}.json")
    assert totals["right"] >= least_right
    assert totals["wrong"] <= most_wrong


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Which projects does the Netherlands fund in the Mediterranean?",
            [
                "IBM Lebanon, Netherlands assistance to Lebanese border agencies",
                "Netherlands assistance to Jordanian border control agencies",
            ],
        ),
        ("Who funds PACT?", ["United Kingdom"]),
        ("By whom is PACT funded?", ["United Kingdom"]),
        ("Which donors fund projects in Turkey?", ["European Union", "Switzerland", "United Kingdom"]),
        (
            "In which dialogues does the European Union participate?",
            ["Continent-to-Continent Migration and Mobility Dialogue", "Khartoum Process"],
        ),
        ("Who chaired the Khartoum Process in 2020?", ["Netherlands"]),
        ("Who was chairing the Prague Process on 1 December 2020?", ["Czech Republic"]),
        ("Who holds the EU Council presidency in the first half of 2021?", ["Portugal"]),
        ("Who is the Turkish Minister of Foreign Affairs?", ["Mevlüt Çavuşoğlu"]),
        ("Which events were cancelled?", ["Planned face-to-face events of the Prague Process"]),
        ("Which donor funds the most projects?", ["European Union"]),
        ("Which region has the largest share of the budget?", ["Mediterranean"]),
        ("When did Malta join ICMPD?", ["2018/.."]),
        ("When does SUPREME end?", ["2021-03"]),
        ("Where did the Brdo Ministerial Meeting take place?", ["Ljubljana"]),
        ("In which country is Tashkent?", ["Uzbekistan"]),
        ("What is the status of PACT?", ["ongoing"]),
        ("projects in Lebanon whose donor is Switzerland", ["Swiss support to IBM in Lebanon"]),
        ("In which countries does Switzerland fund projects?", ["Lebanon", "Turkey"]),
        ("Which donors don't fund projects in Turkey but in Lebanon?", ["Netherlands"]),
        ("Which countries joined before 2019?", ["Malta", "Turkey"]),
        ("Which events took place in April?", ["First COVID-19 webinar: impact on the migration situation in three "
         "priority regions", "The Situation of Refugees and Other Displaced Persons during the Pandemic: The Need for "
         "International Cooperation"]),
        ("Which themes did the EUROMED Migration dialogue prioritise in 2018?",
         ["Narratives and communication on migration"]),
        ("Where were the Istanbul Commitments adopted?", ["Istanbul"]),
        ("Who has held the EU Council presidency? Please list all states.",
         ["Czech Republic", "Germany", "Italy", "Portugal", "Slovenia"]),
        ("Which projects ended in September 2020 or earlier?", [
            "Enhancing Occupational Staff Capacity of the Ministry of Family, Labour and Social Services Working in "
            "the Field of Women Fighting Against Human Trafficking"]),
        ("Who chaired the Prague Process before the Czech Republic?", ["Lithuania"]),
        ("Who succeeded Switzerland as chair of the ICMPD Steering Group?", ["Malta"]),
        ("In which portfolio regions does no project have a named donor?",
         ["Policy, Research and Strategy", "Silk Routes"]),
        ("On which page does the report say that PACT is UK-funded?", ["45"]),
        ("Who hosted the 2020 Senior Officials' Meeting of the Prague Process?", ["Germany"]),
        ("Which platforms are planned but not there yet?",
         ["Border management hub", "Diaspora Business Hub", "Prague Process e-learning platform"]),
        ("Who published the briefing notes on the gig economy?", ["Budapest Process"]),
        ("What does the acronym DGMM stand for?", ["Directorate-General for Migration Management"]),
        ("Where is the 4th Ministerial Conference of the Prague Process going to be held?", ["Prague"]),
        ("Which projects in Turkey receive British money?", [
            "Strengthening utilisation of additional policies and measures for reinforcing migration management "
            "in Turkey",
            "Supporting institutional capacity of DGMM (Directorate General of Migration Management) and policy "
            "development processes in the area of asylum"]),
    ],
)  # fmt: skip
def test_a_question_is_answered(kg, question, expected):
    assert values(kg.ask(question)) == expected


def projects(kg, text: str) -> set[str]:
    """The projects that a question lists; there are some."""
    found = set(values(kg.ask(text)))
    assert found
    return found


def test_or_means_either_and_both_means_each(kg):
    niger, nigeria = projects(kg, "Which projects are in Niger?"), projects(kg, "Which projects are in Nigeria?")
    assert projects(kg, "Which projects are in Niger or Nigeria?") == niger | nigeria
    assert projects(kg, "Which projects are in both Niger and Nigeria?") == niger & nigeria


def test_and_between_two_names_may_mean_either_and_is_told(kg):
    assert "both … and …" in kg.ask("Which projects are in Niger and Nigeria?").why


def test_a_rank_and_a_number_of_things_hold_of_lists_counts_and_truth(kg):
    donors = {row[0].value: int(row[1].value) for row in kg.run("donors-by-number-of-projects")}
    first, second, *_ = sorted(set(donors.values()), reverse=True)
    by_count = {n: sorted(name for name, count in donors.items() if count == n) for n in donors.values()}
    assert values(kg.ask("Which donor funds the most projects?")) == by_count[first]
    assert values(kg.ask("Which donor funds the second most projects?")) == by_count[second]
    assert values(kg.ask("Who funds the fewest projects?")) == by_count[min(by_count)]
    assert values(kg.ask("Which donors fund exactly one project?")) == by_count[1]
    several = len(donors) - len(by_count[1])
    assert values(kg.ask("How many donors fund more than one project?")) == [str(several)]
    assert kg.ask("Does the EU fund more than five projects?").truth is True
    assert kg.ask("Does Switzerland fund more than five projects?").truth is False


def test_two_are_compared_by_what_the_graph_counts_of_each(kg):
    donors = {row[0].value: int(row[1].value) for row in kg.run("donors-by-number-of-projects")}
    more = sorted(name for name, count in donors.items() if count > donors["Switzerland"])
    assert values(kg.ask("Which donors fund more projects than Switzerland?")) == more
    assert values(kg.ask("How many donors fund more projects than Switzerland?")) == [str(len(more))]
    assert kg.ask("Does the EU fund more projects than the Netherlands?").truth is True
    assert kg.ask("Does the EU fund fewer projects than the Netherlands?").truth is False
    turkey, lebanon = (len(projects(kg, f"Which projects are in {state}?")) for state in ("Turkey", "Lebanon"))
    assert kg.ask("Are there more projects in Turkey than in Lebanon?").truth is (turkey > lebanon)
    assert kg.ask("Are there fewer projects in Turkey than in Lebanon?").truth is (turkey < lebanon)
    assert values(kg.ask("Which country has more projects, Turkey or Lebanon?")) == ["Turkey"]


def test_what_is_excepted_is_left_out_and_nothing_else(kg):
    donors = set(values(kg.ask("Who funds projects in Turkey?")))
    assert {"European Union", "Switzerland"} < donors
    for but in ("besides", "apart from", "other than", "except for"):
        left = values(kg.ask(f"Which donors {but} the EU and Switzerland fund projects in Turkey?"))
        assert set(left) == donors - {"European Union", "Switzerland"}
    members = set(values(kg.ask("Which member states are there?")))
    assert set(values(kg.ask("Apart from Germany, which member states are there?"))) == members - {"Germany"}


def test_what_is_so_without_being_something_else_is_not_that(kg):
    supported = set(values(kg.ask("Which dialogues does ICMPD support?")))
    run = set(values(kg.ask("Which dialogues have ICMPD as their secretariat?")))
    left = values(kg.ask("Which dialogues does ICMPD support without being their secretariat?"))
    assert set(left) == supported - run != supported
    assert values(kg.ask("Which countries are observers without being members?")) == ["Greece", "Netherlands"]
    first, second = (
        "the list of 26 labour migration indicators",
        "the memorandum of understanding on trafficking in persons",
    )
    one, other = (set(values(kg.ask(f"Which states are partners in {name}?"))) for name in (first, second))
    assert set(values(kg.ask(f"Which states are partners in {first} but not in {second}?"))) == one - other != one


def test_a_standing_is_asked_for_by_its_noun(kg):
    assert values(kg.ask("Show me every country with observer status at ICMPD.")) == ["Greece", "Netherlands"]
    assert values(kg.ask("Which countries have applied for ICMPD membership?")) == ["Greece", "Netherlands"]
    assert kg.ask("Is Denmark interested in membership of ICMPD?").truth is True


def test_one_of_two_is_first_if_their_dates_tell(kg):
    assert kg.ask("Did the Brdo Ministerial Meeting take place before the Valletta Summit?").truth is False
    assert kg.ask("Did the Brdo Ministerial Meeting take place after the Valletta Summit?").truth is True
    same = "Did the COVID-19 Webinars take place before the First COVID-19 webinar?"
    assert "which of the two was first" in kg.ask(same).why


def test_figures_are_set_against_a_number_and_against_one_another(kg):
    shares = ["Global/Interregional", "Mediterranean", "Silk Routes"]
    assert values(kg.ask("Which regions account for at least 10% of the budget?")) == shares
    assert values(kg.ask("How many regions account for at least 10% of the budget?")) == ["3"]
    assert values(kg.ask("Which regions have a larger share of the budget than Africa?")) == shares
    assert values(kg.ask("Which region receives more than half of the budget?")) == ["Mediterranean"]
    assert kg.ask("Does ICMPD employ more women than men?").truth is True
    assert kg.ask("Does Africa receive a larger share of the budget than the Silk Routes?").truth is False
    assert values(kg.ask("Which event drew the largest number of participants?")) == ["World Urban Forum"]
    assert values(kg.ask("What was the largest event?")) == ["World Urban Forum"]


def test_what_is_still_running_is_not_all_there_is(kg):
    every = projects(kg, "Which projects are there?")
    running = projects(kg, "Which projects are ongoing?")
    still = [projects(kg, f"Which projects are {word}?") for word in ("still running", "running", "in operation")]
    assert still == [running] * 3 and running < every
    there = running & projects(kg, "Which projects are in Turkey?")
    assert projects(kg, "Which projects are still running in Turkey?") == there


def test_whoever_is_asked_for_is_no_thing_and_an_office_may_be_asked_of(kg):
    assert not kg.ask("Who did the projects in Turkey?").understood
    assert kg.ask("Is the secretariat of the Rabat Process run by ICMPD?").truth is True
    assert values(kg.ask("Who was responsible for the photography of the annual report?")) == ["Katsey", "Max Kropitz"]


def test_of_two_of_whom_nothing_is_counted_neither_has_fewer(kg):
    assert not kg.ask("Who funds fewer projects, Norway or the Netherlands?").understood


def test_the_first_of_an_order_are_as_many_as_asked_for_or_none(kg):
    counts = sorted((int(row[1].value) for row in kg.run("donors-by-number-of-projects")), reverse=True)
    assert counts[1] > counts[2] == counts[3]
    assert values(kg.ask("Which two donors fund the most projects?")) == ["European Union", "Netherlands"]
    assert values(kg.ask("Who are the top two donors by number of projects?")) == ["European Union", "Netherlands"]
    assert values(kg.ask("Which donor comes second by number of projects?")) == ["Netherlands"]
    assert not kg.ask("Which three donors fund the most projects?").understood


def test_who_funds_no_such_thing_is_not_who_funds_it(kg):
    every = set(values(kg.ask("Which donors are there?")))
    some, none = (set(values(kg.ask(f"Which donors fund {many} in Turkey?"))) for many in ("projects", "no projects"))
    assert some and none == every - some


def test_of_those_who_hold_a_chair_in_turn_one_comes_right_before_another_or_nobody(kg):
    """Between Italy and Germany others held the presidency, of whom the report does not tell."""
    assert values(kg.ask("Which country held the EU Council presidency after Germany?")) == ["Portugal"]
    assert kg.ask("Which country chaired the Prague Process after the Czech Republic?").empty
    before = kg.ask("Which country held the EU Council presidency before Germany?")
    assert before.empty or not before.understood


def test_a_page_tells_of_what_it_says_anything_of(kg):
    said = "GRAPH ?f { ?p ?any ?x } ?f prov:wasDerivedFrom/icmpd:page 51 . ?p a icmpd:Project ; rdfs:label ?l"
    expected = sorted(row[0].value for row in kg.query(f"SELECT DISTINCT ?l {{ {said} }}"))
    assert values(kg.ask("Page 51: what projects does it tell of?")) == expected
    assert values(kg.ask("Which projects are mentioned on page 51?")) == expected


def test_the_greatest_figures_have_an_order(kg):
    shares = [values(kg.ask(f"Which region has the {rank}largest share of the budget?")) for rank in ("", "second ")]
    assert shares == [["Mediterranean"], ["Global/Interregional"]]
    assert values(kg.ask("What is the smallest region by budget share?")) == ["Policy, Research and Strategy"]


@pytest.mark.parametrize(
    ("loose", "whole"),
    [
        ("projects Turkey", "Which projects are in Turkey?"),
        ("donors PACT", "Who funds PACT?"),
        ("2020 chair Khartoum Process", "Who chaired the Khartoum Process in 2020?"),
        ("I'd be grateful if you could tell me which projects Switzerland bankrolls, thanks", "Swiss-funded projects"),
    ],
)
def test_words_in_any_order_and_polite_ones_ask_the_same(kg, loose, whole):
    assert values(kg.ask(loose)) == values(kg.ask(whole)) != []


def test_where_only_the_order_would_tell_who_does_it_the_order_counts(kg):
    assert not kg.ask("Which projects fund the EU?").understood


def test_a_figure_that_the_report_states_comes_before_a_count(kg):
    answer = kg.ask("How many member states does ICMPD have?")
    assert [row[0].value for row in answer.result] == ["18"]
    assert "stated figure" in answer.reading


def test_a_figure_keeps_its_qualifier_and_the_exact_one_comes_first(kg):
    answer = kg.ask("How many employees does ICMPD have?")
    at = answer.result.variables.index("qualifier")
    assert [(row[0].value, row[at].value) for row in answer.result] == [("388", "exact"), ("400", "nearly")]


def test_what_the_report_states_no_figure_of_is_counted(kg):
    answer = kg.ask("How many projects does the EU fund?")
    assert answer.reading.startswith("how many: ")
    assert values(answer) == [str(len(values(kg.ask("Which projects does the EU fund?"))))]


@pytest.mark.parametrize(
    ("question", "truth"), [("Does the United Kingdom fund PACT?", True), ("Does Norway fund PACT?", False)]
)
def test_yes_and_no_are_told_and_the_rows_are_what_says_so(kg, question, truth):
    answer = kg.ask(question)
    assert answer.truth is truth
    assert bool(list(answer.result)) is truth


def test_what_the_report_does_not_say_is_understood_and_empty(kg):
    answer = kg.ask("Which projects does Norway fund?")
    assert answer.understood and answer.empty


def test_a_question_of_the_catalogue_is_known_by_its_wording(kg):
    answer = kg.ask("What does page 45 say?")
    assert (answer.question, dict(answer.parameters)) == ("what-a-page-states", {"page": 45})


@pytest.mark.parametrize("question", list(queries.catalogue()), ids=lambda question: question.name)
def test_each_wording_of_the_catalogue_leads_to_its_question(kg, question):
    """The wordings are real: asked with the defaults, each is understood, and as one of the catalogue."""
    defaults = {parameter.name: parameter.default for parameter in question.parameters}
    for wording in question.wordings:
        text = wording.format(**defaults)
        answer = kg.ask(text)
        assert answer.understood, (text, answer.why)
        assert answer.question, text


@pytest.mark.parametrize(
    "question",
    [
        "Which projects does the Netherlands fund in the Mediterranean?",
        "How many projects does the EU fund?",
        "Is Germany a member of ICMPD?",
        "What share of the budget goes to Africa?",
        "Which donor funds the most projects?",
        "When did Malta join ICMPD?",
        "What does page 45 say?",
        "Which region has the second largest share of the budget?",
        "How many donors fund more than one project?",
        "Which projects are in Niger or Nigeria?",
        "What were the priorities of the Budapest Process in 2021?",
    ],
)
def test_each_answer_has_its_evidence_and_its_query_gives_it_again(kg, question):
    answer = kg.ask(question)
    rows = list(answer.result)
    assert rows
    assert list(kg.query(answer.sparql)) == rows
    assert all(each.evidence for each in kg.ask(question).result.with_evidence())


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Who funds the moon?", ("moon",)),
        ("Wer finanziert PACT?", ("Wer", "finanziert")),
        ("How happy are the donors?", ("happy",)),
    ],
)
def test_a_word_that_is_not_known_is_named_and_nearest_questions_are_offered(kg, question, unknown):
    answer = kg.ask(question)
    assert not answer.understood
    assert answer.unknown == unknown
    assert all(word in answer.why for word in unknown)
    assert len(answer.nearest) == 3


@pytest.mark.parametrize(
    "question",
    [
        "Which projects are in Turkey and Lebanon?",
        "Which Dutch projects are there?",
        "Who funds PACT in Turkey?",
        "Which projects does the most fund?",
        "projects of of projects",
        "Are all projects in Turkey funded by the EU?",
        "Who is not a member of ICMPD?",
        "How many donors fund the most projects?",
        "Which donors do not fund more than one project?",
        "Which policy documents were adopted in 2020?",
        "How old is ICMPD?",
        "Which donors fund more projects?",
        "What does Switzerland stand for?",
        "Who funds PACT? List all projects.",
        "Who wrote the article on labour migration?",
        "Who took over the presidency of the EU Council from Germany?",
        "Who are ICMPD's partners in Lebanon?",
        "Which donors do not fund no projects in Turkey?",
        "How many states take part in the Khartoum Process?",
        "Which event had the most participants from Africa?",
        "Which event had the fewest participants?",
        "Which ministers spoke at the event on refugees?",
        "Which countries next to Turkey have projects?",
        "Which events took place in 2018 and 2020?",
        "Which countries are partners in PACT but not in 2020?",
    ],
)
def test_what_may_be_read_in_two_ways_or_in_none_is_refused(kg, question):
    assert not kg.ask(question).understood


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "???", "\x00", "\ud800", "🙂", "谁资助 PACT?", "a" * 100_000, "who funds " * 10_000,
        "projects in " * 20 + "Turkey", " of ".join(["projects"] * 30), " ".join(["PACT"] * 60),
        "SELECT * WHERE { ?s ?p ?o }", 'Who funds "PACT" } UNION { ?s ?p ?o }',
        "Quels projets sont financés par l'Allemagne ?", "{project} {thing}", "%s %d \\", "../../etc/passwd",
    ],
)  # fmt: skip
def test_hostile_text_is_refused_and_crashes_nothing(kg, text):
    answer = kg.ask(text)
    assert not answer.understood
    assert answer.why


def test_signs_between_words_change_nothing(kg):
    plain = values(kg.ask("Which projects are in Turkey?"))
    assert plain
    assert values(kg.ask("Which projects are in 'Turkey' } UNION\u200b { #".replace("UNION", ""))) == plain


def test_a_misspelt_name_is_taken_where_it_is_clear(kg):
    assert values(kg.ask("Who chaired the Khartum Process in 2020?")) == ["Netherlands"]


def test_an_acronym_is_taken_as_it_is_written_before_a_word(kg):
    assert values(kg.ask("who funds pact")) == ["United Kingdom"]


def test_a_reader_is_asked_what_the_grammar_does_not_understand(kg):
    heard = []

    def reader(text: str) -> str | None:
        heard.append(text)
        return "SELECT ?state { ?state a icmpd:MemberState } ORDER BY ?state"

    assert kg.ask("Who funds PACT?", reader).reading != "read by the reader given"
    answer = kg.ask("Any friends of the house?", reader)
    assert heard == ["Any friends of the house?"]
    assert answer.understood and "reader" in answer.reading
    assert len(list(answer.result)) == 6
    assert not kg.ask("Any friends?", lambda text: None).understood


def test_the_query_of_a_reader_is_bounded_as_any_other(kg):
    with pytest.raises(QueryError, match="SERVICE"):
        kg.ask("Any friends?", lambda text: "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")


def test_the_verb_prints_the_answer_its_reading_and_its_query(cli, built):
    done = cli("ask", "Who funds PACT?", "--store", built)
    assert done.returncode == 0
    assert "United Kingdom" in done.stdout and "p. 45" in done.stdout
    assert "understood as: " in done.stderr
    assert "icmpd-kg query who-funds --param" in done.stderr


def test_the_verb_prints_a_query_that_can_be_run(cli, built):
    written = cli("ask", "Which projects does Switzerland fund?", "--sparql", "--store", built)
    done = cli("query", written.stdout, "--format", "csv", "--store", built)
    assert "Swiss support to IBM in Lebanon" in done.stdout


def test_the_verb_answers_for_machines(cli, built):
    done = cli("ask", "Which events were cancelled?", "--format", "json", "--store", built)
    assert json.loads(done.stdout)["evidence"][0][0]["page"] == 41


def test_the_verb_tells_what_it_did_not_understand(cli, built):
    done = cli("ask", "Who funds the moon?", "--store", built)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "'moon'" in done.stderr
    assert done.stderr.count("nearest: icmpd-kg query ") == 3


def test_the_words_stand_for_terms_that_there_are(kg):
    """Each role, measure and class of the word list is one of the graph."""
    words = queries.words()
    iris = {str(row[0]) for row in kg.query("SELECT DISTINCT ?x { ?x skos:inScheme ?any }")}
    assert {f"https://w3id.org/icmpd-kg/role/{name}" for name in words["roles"]} <= iris
    assert {f"https://w3id.org/icmpd-kg/measure/{name}" for name in words["measures"]} <= iris
    assert {*words["roles"], *words["ties"]} <= set(words["readings"])
    labels = {row[0].value for row in kg.query("SELECT DISTINCT ?label { ?x rdfs:label ?label }")}
    assert set(words["names"]) <= labels
    posts = {row[0] for row in kg.query("SELECT DISTINCT ?post { ?x icmpd:post ?post }")}
    assert {Literal(post) for post in words["posts"]} <= posts
