"""The SPARQL 1.1 Service Description: the template in `ontology/`, at the address it is asked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from icmpd_kg import ontology
from icmpd_kg.publish import serialise
from icmpd_kg.web import requests
from icmpd_kg.web.negotiation import GRAPHS, PAGES

if TYPE_CHECKING:
    from starlette.requests import Request

    from icmpd_kg.web.requests import Parameters


def respond(request: Request, given: Parameters) -> Response:
    """What this service can do, as RDF; a person is led to the editor of queries."""
    form = requests.form(request, given, {**GRAPHS, "html": PAGES["html"]})
    if form == "html":
        return RedirectResponse("/sparql.html", 303, {"Vary": "Accept"})
    here = str(request.url.replace(query=None, fragment=None))
    content = serialise.converted(ontology.service(), here, form)
    return Response(content, headers={"Content-Type": GRAPHS[form], "Vary": "Accept"})
