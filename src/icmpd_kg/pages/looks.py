"""The templates of all pages, and the words in which they may ask for what is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icmpd_kg import __version__
from icmpd_kg.pages import addresses, policy, statements

if TYPE_CHECKING:
    import jinja2


def environment() -> jinja2.Environment:
    """The templates: what is put into one is escaped, and what it does not know is an error."""
    import jinja2

    looks = jinja2.Environment(
        loader=jinja2.PackageLoader("icmpd_kg.pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    looks.filters |= {
        "address": addresses.of,
        "outside": addresses.outside,
        "pages": statements.pages,
        "words": statements.words,
    }
    looks.globals |= {"version": __version__, "policy": policy.alone}
    return looks
