"""The forms of English nouns and verbs, from the one that the word list holds."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence


@functools.cache
def _plural(noun: str) -> str:
    """The plural of a noun, that of its first word where it goes on ("member of the board").

    >>> _plural("dialogue"), _plural("policy"), _plural("process"), _plural("source of funding")
    ('dialogues', 'policies', 'processes', 'sources of funding')
    """
    head, of, rest = noun.partition(" of ")
    if head.endswith("y") and head[-2] not in "aeiou":
        head = head[:-1] + "ies"
    elif head.endswith(("s", "x", "ch", "sh")):
        head += "es"
    elif head.endswith(("woman", "man")):
        head = head[:-2] + "en"
    else:
        head += "s"
    return head + of + rest


def spread(phrases: Iterable[str]) -> list[str]:
    """Phrases with each of the words that stand for one another.

    >>> spread(["get|receive money", "fund"])
    ['get money', 'receive money', 'fund']
    """
    return [
        " ".join(words)
        for phrase in phrases
        for words in itertools.product(*(word.split("|") for word in phrase.split(" ")))
    ]


def numbers(nouns: Sequence[str]) -> list[str]:
    """Nouns in the singular and the plural."""
    return [form for noun in nouns for form in (noun, _plural(noun))]


def forms(verb: str) -> dict[str, str]:
    """The forms of a verb: base, third person, past, participle, and that in -ing.

    >>> forms("carry on")["past"], forms("fund")["ing"], forms("write, writes, wrote, written, writing")["part"]
    ('carried on', 'funding', 'written')
    >>> forms("signal interest")["past"]
    'signalled interest'
    """
    names_of_forms = ("base", "s", "past", "part", "ing")
    if "," in verb:
        *heads, last = [part.strip() for part in verb.split(",")]
        ing, _, rest = last.partition(" ")
        return {form: f"{head} {rest}".strip() for form, head in zip(names_of_forms, [*heads, ing], strict=True)}
    head, space, rest = verb.partition(" ")
    if head == "be":
        return {"base": rest, "ing": rest, "s": f"is {rest}", "past": f"are {rest}", "part": f"been {rest}"}
    if head in {"co"}:
        inner = forms(rest)
        return {form: f"{head} {word}" for form, word in inner.items()}
    stem = head[:-1] if head.endswith("e") else head
    stem += "l" if re.search("[^aeiou][aeio]l$", stem) else ""
    past = head[:-1] + "ied" if head.endswith("y") and head[-2] not in "aeiou" else stem + "ed"
    return {
        form: word + space + rest
        for form, word in zip(names_of_forms, (head, _plural(head), past, past, stem + "ing"), strict=True)
    }
