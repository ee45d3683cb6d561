"""Everything that stops a whole file from being read. One tree:

    IntakeError
    ├── SourceError              the file itself
    │   ├── FileMissing          no such file
    │   ├── NotAFile             a directory, a pipe, a device
    │   ├── FileUnreadable       not permitted, or the disk failed
    │   ├── FileEmpty            nothing in it
    │   ├── ArchiveDamaged       a .gz that is cut short or broken
    │   ├── NotATable            a file that is no CSV, XLSX or JSON
    │   ├── WorkbookDamaged      an XLSX that cannot be read to its end
    │   ├── WorkbookTooLarge     an XLSX that would not fit into memory
    │   ├── SheetMissing         the workbook has no worksheet of that name
    │   ├── NoSheets             a worksheet is named and the file is no workbook
    │   ├── NoRequests           a JSON file without a service request
    │   ├── JsonDamaged          a JSON file that is cut short or no JSON
    │   ├── WrongEncoding        in none of the encodings its map allows
    │   └── UnterminatedQuote    a quote opened and never closed
    └── MapError                 the column map
        ├── UnknownMap           no map of that name
        ├── UnknownHeader        the header fits no map
        ├── AmbiguousHeader      the header fits several maps equally well
        ├── ColumnsMissing       the header lacks columns the map needs
        ├── ColumnTwice          the header names one needed column twice
        └── MapBroken            the map file itself is wrong

A bad row never raises: it is a `RowProblem` and the rest of the file is taken.
"""

from collections.abc import Sequence
from pathlib import Path

from intake.cleaning import shown
from wire.system_words import system_words

PATH_SHOWN = 200
"""Longest path shown in a message, in characters."""


class IntakeError(Exception):
    """A file that cannot be read, said in both languages, one line each.

    `zh` and `en` name what is wrong and what to do; `str()` is both on one line.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class SourceError(IntakeError):
    """The file itself cannot be read as a table."""


class MapError(IntakeError):
    """No column map fits, or the map is wrong."""


def _name(path: Path) -> str:
    return shown(str(path), PATH_SHOWN)


class FileMissing(SourceError):
    """There is no file of that name."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"找不到文件 {_name(path)}，请检查路径",
            f"no such file: {_name(path)}; check the path",
        )


class NotAFile(SourceError):
    """The path is a directory or a device."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{_name(path)} 不是普通文件，请指定一个 CSV、XLSX 或 JSON 文件",
            f"{_name(path)} is not a regular file; name one CSV, XLSX or JSON file",
        )


class FileUnreadable(SourceError):
    """The system refused to read the file; `cause` is what it said."""

    def __init__(self, path: Path, cause: Exception) -> None:
        own = (str(cause), str(cause))
        zh, en = system_words(cause) if isinstance(cause, OSError) else own
        super().__init__(
            f"无法读取 {_name(path)}（{shown(zh, PATH_SHOWN)}），请检查权限与磁盘",
            f"cannot read {_name(path)} ({shown(en, PATH_SHOWN)}); check permissions and the disk",
        )


class FileEmpty(SourceError):
    """The file holds no header."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{_name(path)} 是空文件，首行应为列名",
            f"{_name(path)} is empty; its first line should name the columns",
        )


class ArchiveDamaged(SourceError):
    """A gzip file whose content cannot be unpacked to its end."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"压缩文件 {_name(path)} 已损坏或不完整，请重新传输",
            f"gzip file {_name(path)} is damaged or cut short; transfer it again",
        )


class NotATable(SourceError):
    """A file of another kind; `zh` and `en` name what it looks like."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        super().__init__(
            f"{_name(path)} 不是 CSV、XLSX 或 JSON（{zh}），请另存为 XLSX 或“CSV UTF-8”后再导入",
            f"{_name(path)} is not CSV, XLSX or JSON ({en}); "
            "save it as XLSX or “CSV UTF-8” and import that",
        )


class WorkbookDamaged(SourceError):
    """An XLSX whose parts cannot be read; rows before the damage have been handed out."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"工作簿 {_name(path)} 已损坏或不完整，请重新传输，或在表格软件中另存一次"
            "（已导入的不会重复）",
            f"workbook {_name(path)} is damaged or cut short; transfer it again, or save it anew "
            "from a spreadsheet (rows already filed are not filed twice)",
        )


class WorkbookTooLarge(SourceError):
    """An XLSX with a part that must be held whole and is over `limit` bytes unpacked."""

    def __init__(self, path: Path, limit: int) -> None:
        size = limit // (1024 * 1024)
        super().__init__(
            f"工作簿 {_name(path)} 解开后超过 {size} MB，请另存为“CSV UTF-8”后再导入",
            f"workbook {_name(path)} unpacks to over {size} MB; save it as “CSV UTF-8” instead",
        )


class SheetMissing(SourceError):
    """The workbook has no worksheet of that name."""

    def __init__(self, path: Path, wanted: str, known: Sequence[str]) -> None:
        names = shown(", ".join(known), PATH_SHOWN)
        super().__init__(
            f"{_name(path)} 没有工作表 {shown(wanted)}，有：{names}",
            f"{_name(path)} has no worksheet {shown(wanted)}; it has {names}",
        )


class NoSheets(SourceError):
    """A worksheet is named for a file that is no workbook."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{_name(path)} 不是工作簿，没有工作表可选，请去掉 --sheet",
            f"{_name(path)} is no workbook and has no worksheets; leave out --sheet",
        )


class NoRequests(SourceError):
    """A JSON file without a list of service requests, or with an empty one."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{_name(path)} 中没有诉求，应为 Open311 的 service_requests 列表",
            f"{_name(path)} holds no requests; it should be Open311's list of service_requests",
        )


class JsonDamaged(SourceError):
    """What follows `item`, counted from 1 (0: the beginning), is no JSON or too long.

    Items before it stand.
    """

    def __init__(self, path: Path, item: int) -> None:
        super().__init__(
            f"{_name(path)} 第 {item} 条之后不是 JSON，文件可能不完整，请重新传输，再导入一次"
            "（已导入的不会重复）",
            f"{_name(path)} is no JSON behind item {item}; it may be cut short, transfer it again "
            "and import once more (rows already filed are not filed twice)",
        )
        self.item = item


class WrongEncoding(SourceError):
    """The bytes are text in none of the allowed encodings."""

    def __init__(self, path: Path, tried: Sequence[str]) -> None:
        names = ", ".join(tried)
        super().__init__(
            f"{_name(path)} 的编码无法识别（已试 {names}），请另存为“CSV UTF-8”后再导入",
            f"{_name(path)} is in none of the encodings {names}; save it as “CSV UTF-8”",
        )


class UnterminatedQuote(SourceError):
    """A quote still open at the end of the file.

    `line` is the 1-based physical line where its record starts, `column` the 1-based position of
    the cell. Rows before it have been handed out; whether rows follow it cannot be told from a file
    cut short in transfer.
    """

    def __init__(self, path: Path, line: int, column: int) -> None:
        super().__init__(
            f"{_name(path)} 第 {line} 行起的记录第 {column} 列引号未闭合，直到文件结束；"
            "请补上引号或重新传输，再导入一次（已导入的不会重复）",
            f"{_name(path)}: the quote in column {column} of the record at line {line} is never "
            "closed; close it or transfer the file again, then import once more "
            "(rows already filed are not filed twice)",
        )
        self.line = line
        self.column = column


class UnknownMap(MapError):
    """No column map of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        maps, wanted = ", ".join(known), shown(name)
        super().__init__(
            f"没有名为 {wanted} 的列映射，可用：{maps}",
            f"no column map named {wanted}; known maps: {maps}",
        )


class UnknownHeader(MapError):
    """The header is that of no known map."""

    def __init__(self, header: Sequence[str], known: Sequence[str]) -> None:
        maps, cells = ", ".join(known), shown(", ".join(header), PATH_SHOWN)
        super().__init__(
            f"没有列映射符合首行（{cells}）；请照 README 的例子写一个 .toml，说明哪一列是编号、"
            f"内容、时间，再加 --map 文件.toml；已有的映射：{maps}",
            f"no column map fits the header ({cells}); write a .toml that says which column is "
            "the number, the text and the time, as the README shows, and add --map FILE.toml; "
            f"maps there are: {maps}",
        )


class AmbiguousHeader(MapError):
    """Several maps fit the header equally well."""

    def __init__(self, names: Sequence[str]) -> None:
        maps = ", ".join(names)
        super().__init__(
            f"首行同时符合多个列映射（{maps}），请用 --map 指定其一",
            f"the header fits several column maps ({maps}); choose one with --map",
        )


class ColumnsMissing(MapError):
    """The header lacks columns the chosen map needs."""

    def __init__(self, name: str, missing: Sequence[str], known: Sequence[str]) -> None:
        lacking, maps = ", ".join(missing), ", ".join(known)
        super().__init__(
            f"首行缺少列映射 {name} 需要的列：{lacking}；请补上，或换一个映射：{maps}",
            f"the header lacks columns that map {name} needs: {lacking}; add them, "
            f"or choose another map: {maps}",
        )


class ColumnTwice(MapError):
    """The header names one needed column more than once."""

    def __init__(self, columns: Sequence[str]) -> None:
        names = ", ".join(columns)
        super().__init__(
            f"首行的列名重复：{names}；请只保留一列",
            f"the header names a column more than once: {names}; keep only one of each",
        )


class MapBroken(MapError):
    """A map file that cannot be used; `fault_zh` and `fault_en` name what is wrong in it."""

    def __init__(self, name: str, fault_zh: str, fault_en: str) -> None:
        super().__init__(
            f"列映射 {shown(name)} 有误：{fault_zh}",
            f"column map {shown(name)} is wrong: {fault_en}",
        )
