"""The jurisdictions, as data: places, departments, classes, limits and names.

Each folder with a ``profile.toml`` is one jurisdiction; ``common`` holds the tables that all of
them share. The tables are UTF-8 CSV with a header row. Columns named ``point``, ``code_src`` and
``synthetic`` say which positions, codes and grids are invented, so that the user can be told.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = ["profiles", "read_table"]


def read_table(*parts: str) -> str:
    """Returns the text of a packaged file, for example ``read_table("wujiang", "orgs.csv")``.

    Raises:
        FileNotFoundError: there is no such file in the package.
    """
    return files(__name__).joinpath(*parts).read_text(encoding="utf-8")


def profiles() -> tuple[str, ...]:
    """Lists the folders that hold a profile, in alphabetical order."""
    folders = files(__name__).iterdir()
    return tuple(
        sorted(f.name for f in folders if f.is_dir() and f.joinpath("profile.toml").is_file())
    )
