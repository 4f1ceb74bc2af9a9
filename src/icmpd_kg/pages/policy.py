"""What a page may do, as a Content Security Policy: run and load our own files alone, and ask nobody but us."""

from __future__ import annotations

# Two styles that the table of YASGUI writes into the page, one for all columns and one while a column is made wider, by
# the SHA-256 of their text: no other is taken.
_STYLES = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=' 'sha256-c0O6TmFAkgpNbHxKAa1BrveWHHopjEtC47i0PzMudxg='"
_OURS = (
    f"default-src 'none'; script-src 'self'{{engine}}; style-src 'self' {_STYLES}; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'"
)
# A page with a server behind it asks that server, and is shown in no frame; a page cannot say the latter of itself.
SERVED = f"{_OURS.format(engine='')}; connect-src 'self'; frame-ancestors 'none'"


def alone(here: str) -> str:
    """What the page at `here` may do without a server: one that asks the graph may start the engine, in a worker."""
    asks = here == "sparql.html" or here.startswith("question/")
    return _OURS.format(engine=" 'wasm-unsafe-eval'; worker-src blob:" if asks else "")
