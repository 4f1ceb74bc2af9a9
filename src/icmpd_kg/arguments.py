"""What is given for the parameters of a question, as the terms its variables are bound to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from icmpd_kg.errors import InputError
from icmpd_kg.model import Iri, Term, term
from icmpd_kg.names import Names
from icmpd_kg.queries import Parameter, Question


def of(question: Question, given: Mapping[str, object], names: Callable[[], Names]) -> dict[str, Term]:
    """The variables of a question with their terms: what is given for each parameter, or else its default.

    The index of `names` is asked for only where an entity is given by name. Raises `InputError` for an unknown
    parameter or a value that does not fit it, `NotFoundError` for an unknown entity.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    for unknown in given.keys() - known.keys():
        takes = ", ".join(known) or "none"
        raise InputError(f"the question {question.name} has no parameter {unknown!r}; it takes: {takes}")
    values = {parameter: given.get(name, parameter.default) for name, parameter in known.items()}
    return {p.variable: _term(p, value, names) for p, value in values.items() if value is not None}


def _term(parameter: Parameter, value: object, names: Callable[[], Names]) -> Term:
    if parameter.type == "iri" and isinstance(value, str) and not isinstance(value, Iri):
        return names().find(value, parameter.kinds).iri
    if parameter.choices and str(value) not in parameter.choices:
        expected = ", ".join(parameter.choices)
        raise InputError(f"{parameter.name}: {value!r} is none of those it may be: {expected}")
    try:
        if parameter.type == "date" and isinstance(value, str):
            value = datetime.date.fromisoformat(value)
        elif parameter.type == "integer" and isinstance(value, str):
            value = int(value)
    except ValueError:
        form = "2020-12-31" if parameter.type == "date" else "2020"
        raise InputError(
            f"{parameter.name}: {value!r} is no {parameter.type}; one such as {form} is expected"
        ) from None
    return term(value)
