"""The jurisdictions, as data: places, departments, classes, limits and names.

Each folder with a ``profile.toml`` is one jurisdiction; ``common`` holds the tables that all of
them share. The tables are UTF-8 CSV with a header row. Columns named ``point``, ``code_src`` and
``synthetic`` say which positions, codes and grids are invented, so that the user can be told.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = ["has", "profiles", "read_shared", "read_table"]


def read_table(*parts: str) -> str:
    """Returns the text of a packaged file, for example ``read_table("wujiang", "orgs.csv")``.

    Raises:
        FileNotFoundError: there is no such file in the package.
    """
    return files(__name__).joinpath(*parts).read_text(encoding="utf-8")


def read_shared(name: str, table: str) -> str:
    """Returns the text of a shared table, or of the jurisdiction's own in its place.

    Raises:
        FileNotFoundError: there is no such table.
    """
    own = files(__name__).joinpath(name, table)
    return own.read_text(encoding="utf-8") if own.is_file() else read_table("common", table)


def has(*parts: str) -> bool:
    """Whether there is such a packaged file."""
    return files(__name__).joinpath(*parts).is_file()


def profiles() -> tuple[str, ...]:
    """Lists the folders that hold a profile, in alphabetical order."""
    folders = files(__name__).iterdir()
    return tuple(
        sorted(f.name for f in folders if f.is_dir() and f.joinpath("profile.toml").is_file())
    )
