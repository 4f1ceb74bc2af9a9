"""The files in `deploy/` fit the program that they start and lead to."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from icmpd_kg.web.resources import SPACES

DEPLOY = Path(__file__).parent.parent / "deploy"
UNIT = (DEPLOY / "icmpd-kg.service").read_text("utf-8")


def test_the_service_starts_what_there_is(cli):
    _, *words = shlex.split(re.search(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)[1])
    known = cli("serve", "--help").stdout
    assert all(word in known for word in words if word.startswith("--"))


def test_the_service_waits_until_queries_are_done(cli):
    longest = float(
        re.search(r"how long a query may take.*?default: (\d+)", " ".join(cli("serve", "--help").stdout.split()))[1]
    )
    assert float(re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)[1]) > longest + 2


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not there")
def test_systemd_can_read_the_service():
    done = subprocess.run(
        ["systemd-analyze", "verify", DEPLOY / "icmpd-kg.service"], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "icmpd-kg" in line and "is not executable" not in line]
    assert complaints == []


def test_every_name_of_ours_is_redirected():
    text = (DEPLOY / "w3id" / ".htaccess").read_text("utf-8")
    rules = re.findall(r"^RewriteRule (\S+) (\S+)", text, re.MULTILINE)
    for space in SPACES:
        path = space if space == "ns" else f"{space}/some/thing"
        rule, target = next((rule, target) for rule, target in rules if re.search(rule, path))
        assert target.endswith("$1") and re.search(rule, path)[1] == path


def test_the_container_serves(cli):
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert '"icmpd-kg", "serve", "--host", "0.0.0.0"' in text
    assert all((DEPLOY.parent / name).exists() for name in re.findall(r"^COPY (\S+\.txt)", text, re.MULTILINE))
