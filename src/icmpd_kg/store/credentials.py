"""Who we are to a server: from the environment or netrc, never from an address or a command line."""

from __future__ import annotations

import netrc
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from icmpd_kg.errors import InputError

USER, PASSWORD, TOKEN, NETRC = "ICMPD_KG_USER", "ICMPD_KG_PASSWORD", "ICMPD_KG_TOKEN", "NETRC"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a bearer token; neither is ever shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def of(host: str, environment: Mapping[str, str] = os.environ) -> Credentials:
    """What is to be told to a host: a token, or a user and a password, or else the entry of netrc; empty for none.

    Raises `InputError` where they cannot be used.
    """
    token, user, password = (environment.get(name, "") for name in (TOKEN, USER, PASSWORD))
    if token:
        if not re.fullmatch(r"[\x21-\x7e]+", token):
            raise InputError(f"{TOKEN} holds a blank or a character that no token has; set it anew")
        return Credentials(token=token)
    if bool(user) != bool(password):
        raise InputError(f"of {USER} and {PASSWORD} only one is set; set both, or neither")
    return Credentials(user, password) if user else _netrc(host, environment)


def _netrc(host: str, environment: Mapping[str, str]) -> Credentials:
    path = environment.get(NETRC) or str(Path.home() / ".netrc")
    try:
        found = netrc.netrc(path).authenticators(host)
    except FileNotFoundError:
        return Credentials()
    except netrc.NetrcParseError as error:
        # The message of the error could quote a password.
        raise InputError(f"{path}, line {error.lineno}: this is not netrc") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}") from None
    return Credentials(found[0], found[2]) if found else Credentials()
