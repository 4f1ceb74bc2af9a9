"""The build: the same bytes twice, and always the old store or the new one, whole, whatever happens to it."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import command

from icmpd_kg import KnowledgeGraph, StoreError

OLD, NEW = "Candles for small harbours", "Candles for large harbours"


def title(place: Path) -> str:
    """The title of the first project: it tells which build this is. Reads every quad besides."""
    kg = KnowledgeGraph.open(place)
    assert sum(1 for _ in kg.query("SELECT * { GRAPH ?g { ?s ?p ?o } }")) == len(kg)
    ((label,),) = kg.query("SELECT (STR(?l) AS ?label) { <https://w3id.org/icmpd-kg/id/project/candle> rdfs:label ?l }")
    return label.value


def retitle(folder: Path, text: str) -> None:
    path = folder / "reports/2020/projects.csv"
    path.write_text(path.read_text("utf-8").replace(OLD, text).replace(NEW, text), "utf-8")


def rest(place: Path) -> set[str]:
    """What lies beside the store: names of all that a build may leave."""
    return {path.name for path in place.parent.iterdir() if path.name.lstrip(".").startswith(place.name)}


def builds(place: Path) -> list[Path]:
    return list((place.parent / f".{place.name}.builds").iterdir())


@pytest.fixture
def place(tmp_path: Path, small_store: Path) -> Path:
    """A good store of its own, a copy of one that was built."""
    place = tmp_path / "store" / "graph"
    home = place.parent / f".{place.name}.builds" / "first"
    shutil.copytree(small_store.resolve(), home)
    place.symlink_to(home.relative_to(place.parent))
    assert title(place) == OLD
    return place


def test_two_builds_give_the_same_bytes(cli, small, tmp_path):
    exports = []
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        assert cli("build", "--data", small, "--store", tmp_path / seed, env=env).returncode == 0
        done = cli("export", "--format", "canonical", "--store", tmp_path / seed, env=env, text=False)
        exports.append(done.stdout)
    assert exports[0] == exports[1]
    assert len(exports[0].splitlines()) > 2_000


def test_a_build_says_what_it_does_and_what_came_of_it(small, tmp_path):
    said: list[str] = []
    built = KnowledgeGraph.build(small, tmp_path / "graph", said.append)
    assert [line.split()[0] for line in said] == ["reading", "deriving", "validating"]
    assert built.quads == len(KnowledgeGraph.open(tmp_path / "graph")) > built.derived > 0


def test_a_build_replaces_the_store_and_keeps_the_last_for_its_readers(place, small):
    reader = KnowledgeGraph.open(place)
    for text in (NEW, OLD, NEW):
        retitle(small, text)
        KnowledgeGraph.build(small, place)
        assert title(place) == text
        assert len(builds(place)) == 2
    assert len(list(reader.query("SELECT * { ?s ?p ?o }"))) == len(reader)
    assert rest(place) == {"graph", ".graph.builds", ".graph.lock"}


def test_another_user_may_read_the_store(small_store):
    assert small_store.resolve().stat().st_mode & 0o755 == 0o755


@contextlib.contextmanager
def building(folder: Path, place: Path) -> Iterator[subprocess.Popen[str]]:
    """A build as a process, killed at the end if it still runs."""
    arguments = command("build", "--data", folder, "--store", place)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_build_killed_at_any_moment_leaves_a_whole_store(place, small):
    moments = random.Random(2020)
    retitle(small, NEW)
    start = time.monotonic()
    with building(small, place) as process:
        process.wait()
    whole = time.monotonic() - start
    expected, seen = NEW, set()
    for moment in range(10):
        after = OLD if expected == NEW else NEW
        retitle(small, after)
        with building(small, place) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                # From the first import to a little after the swap.
                process.wait(moments.uniform(0.1, 1.05) * whole)
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = title(place)
        assert found in {expected, after}, f"moment {moment}"
        seen.add(found == after)
        expected = found
    retitle(small, NEW)
    KnowledgeGraph.build(small, place)
    assert title(place) == NEW
    assert len(builds(place)) <= 2
    assert rest(place) == {"graph", ".graph.builds", ".graph.lock"}


@pytest.mark.parametrize("seen", ["*", "*/manifest.json", "*.link"])
def test_a_build_killed_at_the_swap_leaves_a_whole_store(place, small, seen):
    retitle(small, NEW)
    first = set((place.parent / ".graph.builds").glob(seen))
    with building(small, place) as process:
        while process.poll() is None and set((place.parent / ".graph.builds").glob(seen)) <= first:
            pass
        process.kill()
        process.wait()
    assert title(place) in {OLD, NEW}
    KnowledgeGraph.build(small, place)
    assert title(place) == NEW
    assert len(builds(place)) <= 2


def test_what_killed_builds_left_is_gone_after_the_next(place, small):
    folder = place.parent / ".graph.builds"
    (folder / "half").mkdir()
    (folder / "half" / "quads").mkdir()
    (folder / "half" / "quads" / "000008.sst").write_text("half")
    (folder / "half.link").symlink_to("nowhere")
    KnowledgeGraph.build(small, place)
    assert {path.name for path in builds(place)} == {"first", place.resolve().name}


def test_a_second_build_at_the_same_time_is_told_and_the_first_ends_well(place, small, cli):
    retitle(small, NEW)
    with building(small, place) as first:
        while len(builds(place)) < 2:
            assert first.poll() is None
            time.sleep(0.005)
        second = cli("build", "--data", small, "--store", place)
        assert second.returncode == 2
        assert f"another build of {place} is running; wait until it ends" in second.stderr
        assert title(place) == OLD
        assert first.wait() == 0
    assert title(place) == NEW


# On a disk of its own: $1 is a folder to mount it at, $2 a built store to start from, the rest is the command.
DISK = """
dir=$1 store=$2 room=$3 how=$4; shift 4
mount -t tmpfs -o size=$room tmpfs "$dir" || exit 99
mkdir "$dir/.graph.builds"
if [ -n "$store" ]; then cp -r "$store" "$dir/.graph.builds/first" && ln -s .graph.builds/first "$dir/graph"; fi
case $how in
  full) dd if=/dev/zero of="$dir/fill" bs=64k 2>/dev/null; truncate -s -256k "$dir/fill" ;;
  readonly) mount -o remount,ro "$dir" ;;
esac
"$@"; code=$?
if [ -n "$store" ]; then "$0" -m icmpd_kg query --store "$dir/graph" 'ASK { ?s icmpd:acronym "CANDLE" }' || exit 98; fi
ls -A "$dir/.graph.builds"
exit $code
"""


def on_a_disk(folder: Path, store: Path | str, room: str, how: str, *verb: object) -> subprocess.CompletedProcess[str]:
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    folder.mkdir()
    shell = ["unshare", "-rm", "sh", "-c", DISK, sys.executable, folder, store, room, how]
    done = subprocess.run([*map(str, shell), *command(*verb)], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("room", ["64k", "512k", "1m"])
def test_a_disk_too_small_is_told(small, tmp_path, room):
    disk = tmp_path / "disk"
    done = on_a_disk(disk, "", room, "", "build", "--data", small, "--store", disk / "graph")
    assert done.returncode == 2, done.stderr
    assert "disk is full" in done.stderr or "No space left" in done.stderr
    assert done.stdout == ""


def test_a_full_disk_is_told_and_the_old_store_stays(small, small_store, tmp_path):
    disk = tmp_path / "disk"
    done = on_a_disk(disk, small_store.resolve(), "8m", "full", "build", "--data", small, "--store", disk / "graph")
    assert done.returncode == 2, done.stderr
    assert "disk is full" in done.stderr or "No space left" in done.stderr
    assert done.stdout.split() == ["answer", "──────", "true", "first"]


def test_a_read_only_disk_is_told_and_the_old_store_stays(small, small_store, tmp_path):
    disk = tmp_path / "disk"
    done = on_a_disk(disk, small_store.resolve(), "8m", "readonly", "build", "--data", small, "--store", disk / "graph")
    assert done.returncode == 2, done.stderr
    assert "Read-only file system" in done.stderr
    assert done.stdout.split() == ["answer", "──────", "true", "first"]


def test_a_place_inside_a_file_is_told(small, tmp_path, cli):
    (tmp_path / "file").write_text("mine")
    done = cli("build", "--data", small, "--store", tmp_path / "file" / "graph")
    assert done.returncode == 2
    assert f"cannot write at {tmp_path / 'file' / 'graph'}" in done.stderr


@pytest.mark.parametrize("kind", ["file", "folder", "empty folder", "link to a folder", "broken link"])
def test_what_no_build_made_is_never_replaced(small, tmp_path, kind):
    place = tmp_path / "here" / "mine"
    place.parent.mkdir()
    target = tmp_path / "target"
    match kind:
        case "file":
            place.write_text("mine")
        case "folder":
            place.mkdir()
            (place / "mine.txt").write_text("mine")
        case "empty folder":
            place.mkdir()
        case _:
            place.symlink_to(target)
            if kind == "link to a folder":
                target.mkdir()
    before = sorted((path, path.is_symlink()) for path in tmp_path.rglob("*") if small not in {path, *path.parents})
    with pytest.raises(StoreError, match="that no build made; name another place with --store"):
        KnowledgeGraph.build(small, place)
    after = sorted((path, path.is_symlink()) for path in tmp_path.rglob("*") if small not in {path, *path.parents})
    assert after == before


def table_file(place: Path) -> Path:
    """The largest table of the engine."""
    return max((place.resolve() / "quads").glob("*.sst"), key=lambda path: path.stat().st_size)


def flip(place: Path, at: float) -> None:
    content = bytearray(table_file(place).read_bytes())
    content[int(at * (len(content) - 1))] ^= 1
    table_file(place).write_bytes(content)


def truncate(place: Path) -> None:
    content = table_file(place).read_bytes()
    table_file(place).write_bytes(content[: len(content) // 2])


def manifest(place: Path, **changes: object) -> None:
    path = place.resolve() / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


DAMAGE = {
    "first byte": (lambda place: flip(place, 0), "damaged"),
    "a byte in the middle": (lambda place: flip(place, 0.5), "damaged"),
    "last byte": (lambda place: flip(place, 1), "damaged"),
    "cut short": (truncate, "damaged"),
    "emptied": (lambda place: table_file(place).write_bytes(b""), "damaged"),
    "a file gone": (lambda place: table_file(place).unlink(), "damaged"),
    "a file more": (lambda place: (place.resolve() / "quads" / "x.sst").write_text("x"), "damaged"),
    "no quads": (lambda place: shutil.rmtree(place.resolve() / "quads"), "damaged"),
    "no manifest": (lambda place: (place.resolve() / "manifest.json").unlink(), "there is no graph at"),
    "manifest is empty": (lambda place: (place.resolve() / "manifest.json").write_text(""), "damaged"),
    "manifest is a list": (lambda place: (place.resolve() / "manifest.json").write_text("[]"), "damaged"),
    "manifest is null": (lambda place: (place.resolve() / "manifest.json").write_text("null"), "damaged"),
    "manifest is bytes": (lambda place: (place.resolve() / "manifest.json").write_bytes(b"\xff"), "damaged"),
    "manifest knows other files": (lambda place: manifest(place, files={}), "damaged"),
    "an older format": (lambda place: manifest(place, format=0), r"another version \(format 0, this one reads \d+\)"),
    "a newer format": (lambda place: manifest(place, format=99), r"another version \(format 99, this one reads \d+\)"),
    "a format of words": (lambda place: manifest(place, format="x"), "another version"),
    "a link to nowhere": (lambda place: shutil.rmtree(place.resolve()), "there is no graph at"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGE.values(), ids=DAMAGE)
def test_a_store_that_is_not_as_it_was_built_is_refused_at_every_open(place, small, damage, told):
    damage(place)
    for _ in range(2):
        with pytest.raises(StoreError, match=told) as caught:
            KnowledgeGraph.open(place)
        assert str(place) in str(caught.value)
        assert "build" in str(caught.value)
    KnowledgeGraph.build(small, place)
    assert title(place) == OLD


def test_a_place_that_is_no_store_is_told(tmp_path, cli):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("folder", "file", "none", "none/at/all", "file/below"):
        place = tmp_path / name
        with pytest.raises(StoreError, match="there is no graph at"):
            KnowledgeGraph.open(place)
        done = cli("query", "--store", place, "ASK {}")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"there is no graph at {place}; `icmpd-kg build --store {place}` makes one" in done.stderr


def test_reading_changes_nothing(place):
    files = sorted(path for path in place.resolve().rglob("*") if path.is_file() and not path.name.startswith("LOG"))
    before = [(path, path.stat().st_mtime_ns) for path in files]
    for _ in range(3):
        title(place)
    assert [(path, path.stat().st_mtime_ns) for path in files] == before


READER = """
import sys
from icmpd_kg import KnowledgeGraph
place, count, held = sys.argv[1], 0, KnowledgeGraph.open(sys.argv[1])
print("ready", flush=True)
while not sys.stdin.closed:
    for kg in (KnowledgeGraph.open(place), held):
        ((n,),) = kg.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        assert int(n.value) == len(kg) > 2000
    count += 1
    if count % 20 == 0:
        print(count, flush=True)
"""


def test_readers_read_on_while_the_store_is_replaced(place, small):
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, place], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with reader:
        assert reader.stdout is not None
        assert reader.stderr is not None
        assert reader.stdout.readline() == "ready\n"
        for turn in range(5):
            retitle(small, (OLD, NEW)[turn % 2])
            KnowledgeGraph.build(small, place)
            assert reader.poll() is None, reader.stderr.read()
            assert reader.stdout.readline().strip().isdigit()
        reader.kill()
