"""Builds the site's front end, which git ignores, for the sdist and the wheel."""

import subprocess
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["FrontEnd"]

EDITABLE = "editable"
FAILED = (
    "bin/assets, which builds the site's front end with Node.js and npm, has failed; "
    "see its output above."
)


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]  # of any configuration
    """A step of each build from a checkout; an sdist contains the front end."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return the packages that ``bin/assets`` needs."""
        if self._is_in_sdist():
            return []
        project = tomllib.loads((Path(self.root) / "pyproject.toml").read_text("utf-8"))
        needed: list[str] = project["dependency-groups"]["assets"]
        return needed

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  as Hatch calls it
        """Build the front end, or what has changed of it.

        An editable installation uses the files of the checkout.

        :raises RuntimeError: if it cannot be built.
        """
        if version == EDITABLE or self._is_in_sdist():
            return
        script = Path(self.root) / "bin" / "assets"
        if subprocess.run([str(script)], check=False).returncode != 0:  # noqa: S603  our own script
            raise RuntimeError(FAILED)

    def _is_in_sdist(self) -> bool:
        return (Path(self.root) / "PKG-INFO").exists()
