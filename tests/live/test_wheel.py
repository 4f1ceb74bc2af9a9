"""What a person gets who installs the package: a wheel with a graph in it, that answers with no build."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from icmpd_kg import origin

TOP = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--wheel-dir", out, TOP], check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_graph_its_sources_and_no_text_of_the_report(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "icmpd_kg/packaged/graph/manifest.json" in names
    assert any(name.startswith("icmpd_kg/packaged/graph/quads/") and name.endswith(".sst") for name in names)
    assert "icmpd_kg/packaged/data/tables.json" in names
    assert "icmpd_kg/packaged/ontology/shapes.ttl" in names
    assert "icmpd_kg/packaged/queries/dialogues-in-2020.rq" in names
    assert {"icmpd_kg/browser/dist/explorer.js", "icmpd_kg/browser/templates/network.html"} <= set(names)
    assert not any("node_modules" in name or "browser/sources" in name or "package.json" in name for name in names)
    assert not any("build/" in name or "000_" in name for name in names)


def test_the_wheel_knows_the_commit_it_was_built_from_unless_its_sources_were_edited(wheel):
    commit = origin.of_checkout(TOP)
    content = zipfile.ZipFile(wheel)
    assert ("icmpd_kg/packaged/origin.json" in content.namelist()) is (commit is not None)
    if commit:
        assert json.loads(content.read("icmpd_kg/packaged/origin.json"))["commit"] == commit.commit


def test_an_installed_wheel_answers_with_no_build(wheel, tmp_path):
    venv.create(tmp_path / "venv", with_pip=False, system_site_packages=False)
    python = tmp_path / "venv" / "bin" / "python"
    site = Path(
        subprocess.run(
            [python, "-c", "import site; print(site.getsitepackages()[0])"], check=True, capture_output=True, text=True
        ).stdout.strip()
    )
    zipfile.ZipFile(wheel).extractall(site)
    # The libraries are those of this environment; the package is the wheel's alone.
    libraries = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for entry in libraries.iterdir():
        if not entry.name.startswith(("icmpd_kg", "_icmpd", "__editable__")) and not (site / entry.name).exists():
            (site / entry.name).symlink_to(entry)
    run = subprocess.run(
        [python, "-m", "icmpd_kg", "query", "dialogues-in-2020", "--format", "csv"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert "Prague Process" in run.stdout
    assert "Czech Republic" in run.stdout
    run = subprocess.run([python, "-m", "icmpd_kg", "build"], check=False, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode != 0
    assert "--store" in run.stderr
