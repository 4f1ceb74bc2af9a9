"""Which page tells of an IRI, and how one page links to another.

In a reader's browser `browser/sources/inbrowser/addresses.ts` tells the same.
"""

from __future__ import annotations

from icmpd_kg.model import BASE, FACT, ID, NS

# What has a page under its own path.
_PAGED = (ID, FACT, *(BASE + shelf for shelf in ("question/", "scheme/", "prefix/")))
# Concepts that the vocabulary declares, and that the page of the vocabulary tells of.
_CONCEPTS = tuple(BASE + shelf for shelf in ("role/", "measure/", "breakdown/"))


def of(iri: str) -> str | None:
    """The address of the page of an IRI of ours, relative to the front page; None where it has none.

    >>> of("https://w3id.org/icmpd-kg/id/project/pact")
    'id/project/pact.html'
    >>> of("https://w3id.org/icmpd-kg/ns#Project")
    'ns/class/Project.html'

    A place of evidence stands on the page of its fact:

    >>> of("https://w3id.org/icmpd-kg/fact/2020/states/malta#evidence")
    'fact/2020/states/malta.html'

    A namespace has none:

    >>> of("https://w3id.org/icmpd-kg/role/")
    """
    if iri.endswith(("/", "#")):
        return None
    if iri.startswith(_PAGED):
        return iri.removeprefix(BASE).partition("#")[0] + ".html"
    if iri.startswith(NS):
        # The initial tells a class. A disk that ignores case would hold `Theme` and `theme` for one in one folder.
        name = iri.removeprefix(NS)
        return f"ns/{'class' if name[:1].isupper() else 'property'}/{name}.html"
    if iri.startswith(_CONCEPTS):
        return f"ns.html#{iri.removeprefix(BASE)}"
    return None


def named(path: str) -> str:
    """The IRI of ours that a path stands for: a name of the vocabulary has a fragment, and its document a path.

    >>> named("id/project/pact"), named("ns/class/Project")
    ('https://w3id.org/icmpd-kg/id/project/pact', 'https://w3id.org/icmpd-kg/ns#Project')
    """
    term = NS + path.rpartition("/")[2]
    return term if of(term) == f"{path}.html" else BASE + path


def outside(iri: str) -> str | None:
    """The address of what is not ours, if it is one that a browser may be sent to: no script, no local file."""
    web = iri.startswith(("https://", "http://")) and not iri.startswith(BASE)
    return iri if web and not any(c in iri for c in "\"'<> \n") else None


def relative(target: str, here: str) -> str:
    """The address `target` as seen from the page at `here`.

    >>> relative("check.html", "id/project/pact.html")
    '../../check.html'
    """
    return "../" * here.count("/") + target
