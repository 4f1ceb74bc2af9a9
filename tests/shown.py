"""A page of each template, and of each picture, by what it shows: the tests of pages look at these."""

PAGES = {
    "front": "index.html",
    "dialogue": "id/dialogue/prague-process.html",
    "project": "id/project/pact.html",
    "list": "list/project.html",
    "questions": "questions.html",
    "question": "question/donors-by-number-of-projects.html",
    "ties": "question/agents-in-several-dialogues.html",
    "time": "question/projects-in-time.html",
    "fact": "fact/2020/project-roles/united-kingdom-funder-pact.html",
    "checks": "check.html",
    "ontology": "ns.html",
    "class": "ns/class/Project.html",
    "property": "ns/property/fundedBy.html",
    "about": "about.html",
    "networks": "networks.html",
    "network": "network/dialogues.html",
    "sparql": "sparql.html",
    "search": "search.html?q=prag+proces",
}
