"""Pages for people: HTML of everything the graph holds, by address; the server and the static site share them.

Jinja2 is imported by what needs it. A page links to others by relative addresses alone, and loads nothing but
the files in `static/`.
"""

from icmpd_kg.pages.site import Pages

__all__ = ["Pages"]
