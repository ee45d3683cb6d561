"""The words for each reason a row is not taken."""

from intake.cleaning import shown
from intake.report import Reason, RowProblem
from intake.table import Unit

_WORDS: dict[Reason, tuple[str, str]] = {
    "missing_number": (
        "没有编号，请补上来文编号，以便重复导入时识别",
        "has no number; fill in the sender's number, by which a second import knows it",
    ),
    "missing_text": (
        "没有诉求内容，请补上后再导入",
        "has no text; fill in what was reported and import again",
    ),
    "bad_time": (
        "时间“{value}”无法识别，请写成 {expected} 这样的格式",
        "has a time that cannot be read, “{value}”; write it like {expected}",
    ),
    "bad_place": (
        "坐标“{value}”无法识别，请填小数度数：经度 -180 至 180，纬度 -90 至 90，两者都填或都空",
        "has a position that cannot be read, “{value}”; write decimal degrees, longitude -180 to "
        "180, latitude -90 to 90, both or neither",
    ),
    "too_long": (
        "内容过长（上限 {limit} 字），请删减或拆成几件；若内容并不长，请检查引号是否闭合",
        "is too long (limit {limit} characters); shorten or split it, or look for an open quote",
    ),
    "wrong_column_count": (
        "有 {found} 列，应为 {wanted} 列，请检查逗号与引号",
        "has {found} columns instead of {wanted}; check its commas and quotes",
    ),
    "bad_quote": (
        "引号有误（记录涉及第 {line} 至 {last} 行），单元格内的引号应写成两个",
        "has a misplaced quote (lines {line} to {last}); a quote inside a cell is written twice",
    ),
    "undecodable": (
        "有无法按 {encoding} 解码的字节，请另存为“CSV UTF-8”或重录该行",
        "has bytes that are not {encoding}; save the file as “CSV UTF-8” or retype the row",
    ),
    "wrong_shape": (
        "“{value}”不是单个的值，请改成文字或数字",
        "holds “{value}”, which is no plain value; make it text or a number",
    ),
    "no_time": (
        "没有时间，无法按时间重放；可用 shaotai import 导入",
        "has no time by which it could be replayed; shaotai import takes it",
    ),
    "repeated": (
        "与{first_zh}编号“{value}”、内容都相同，已算一件，无需处理",
        "repeats number “{value}” and text of {first_en}; counted once, nothing to do",
    ),
    "repeated_number_other_text": (
        "与{first_zh}编号“{value}”相同而内容不同，请核对并改正编号",
        "has the number “{value}” of {first_en} with another text; correct the number",
    ),
}


def problem(
    reason: Reason, unit: Unit, line: int, column: str, value: str = "", **facts: int | str
) -> RowProblem:
    """The problem in words.

    `unit` says what `line` counts; `value` is the cell as read (shortened here); `facts` are what
    the words of this reason name, such as `expected` or `limit`.
    """
    zh, en = _WORDS[reason]
    named = {**facts, "line": line, "value": shown(value)}
    where = shown(column)
    return RowProblem(
        line=line,
        column=where,
        reason=reason,
        zh=f"{unit.zh.format(line)}“{where}”列：{zh.format_map(named)}",
        en=f"{unit.en.format(line)}, column {where}: {en.format_map(named)}",
        value=shown(value),
    )
