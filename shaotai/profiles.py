"""``shaotai profile``: which jurisdictions there are, and whether one holds together."""

from __future__ import annotations

import tomllib
from argparse import Namespace
from pathlib import Path

from governance.profile import Profile, build_profile
from jurisdictions import profiles, read_table
from platform_server.jurisdiction import (
    OPTIONAL_TABLES,
    OWN_TABLES,
    SHARED_TABLES,
    load_profile,
    published_calendar,
)
from shaotai.failure import DONE, FOUND_WANTING, Failure, usage
from shaotai.language import emit, one_line, say
from shaotai.local import platform_errors

DESCRIPTION = "profile.toml"


def show_all(options: Namespace) -> int:
    """List the packaged jurisdictions by name."""
    for name in profiles():
        about = tomllib.loads(read_table(name, DESCRIPTION))
        emit(f"{name:<12}  {one_line(say(about['name_zh'], about['name_en']))}")
    return DONE


def check(options: Namespace) -> int:
    """Load one by name or directory and say what it holds; what is wrong is the error."""
    named = options.profile
    with platform_errors():
        is_folder = named not in profiles() and Path(named).expanduser().is_dir()
        profile = from_folder(Path(named).expanduser()) if is_folder else load_profile(named)
    about, tree = profile.description, profile.tree
    emit(
        one_line(
            say(
                f"{about.name_zh}: 单位 {len(tree.orgs)}, 网格 {len(tree.grids)}, "
                f"类别 {len(profile.classes)}, 渠道 {len(profile.channels)}, "
                f"职责 {len(profile.duties)}, 哨级 {len(profile.ladder.rungs)}; 数据无误",
                f"{about.name_en}: {len(tree.orgs)} units, {len(tree.grids)} grids, "
                f"{len(profile.classes)} classes, {len(profile.channels)} channels, "
                f"{len(profile.duties)} duties, {len(profile.ladder.rungs)} rungs of the ladder; "
                "the tables hold",
            )
        )
    )
    return DONE


def from_folder(folder: Path) -> Profile:
    """The jurisdiction in a folder; shared tables it lacks are the packaged ones.

    Raises:
        Failure: a file is missing or cannot be read.
        ProfileError: a table is wrong.
    """
    tables = {name: _text(folder / name) for name in OWN_TABLES}
    for name in OPTIONAL_TABLES:
        if (folder / name).is_file():
            tables[name] = _text(folder / name)
    for name in SHARED_TABLES:
        own = folder / name
        tables[name] = _text(own) if own.is_file() else read_table("common", name)
    try:
        description = tomllib.loads(_text(folder / DESCRIPTION))
    except tomllib.TOMLDecodeError as error:
        raise Failure(
            FOUND_WANTING,
            f"{folder / DESCRIPTION} 不是 TOML: {error}",
            f"{folder / DESCRIPTION} is not TOML: {error}",
        ) from error
    return build_profile(description, tables, published_calendar())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise usage(f"缺少 {path}, 请补上", f"{path} is missing; add it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(
            FOUND_WANTING,
            f"{path} 读不了, 应为可读的 UTF-8 文件",
            f"cannot read {path}; it should be a readable UTF-8 file",
        ) from error
