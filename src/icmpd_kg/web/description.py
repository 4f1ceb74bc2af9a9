"""The SPARQL 1.1 Service Description: the template in `ontology/`, at the address it is asked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from icmpd_kg import ontology
from icmpd_kg.publish import serialise
from icmpd_kg.web import requests
from icmpd_kg.web.negotiation import GRAPHS

if TYPE_CHECKING:
    from starlette.requests import Request

    from icmpd_kg.web.requests import Parameters


def respond(request: Request, given: Parameters) -> Response:
    """What this service can do, as RDF."""
    form = requests.form(request, given, GRAPHS)
    here = str(request.url.replace(query=None, fragment=None))
    content = serialise.converted(ontology.service(), here, form)
    return Response(content, headers={"Content-Type": GRAPHS[form], "Vary": "Accept"})
