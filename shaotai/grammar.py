"""The grammar of the command line: every subcommand and its options, nothing of what they do.

``run`` names the function that does it, ``module:function``; it is imported when it is called.
"""

from __future__ import annotations

import argparse
from typing import Any

from shaotai.arguments import Parser, address, pace
from shaotai.language import say

DEFAULT_LISTEN = ("127.0.0.1", 8700)
DEFAULT_PROFILE = "wujiang"
FILTERS = (
    ("step", "S", "步骤, 如 handle", "step, such as handle"),
    ("state", "S", "状态, 如 pending_handle", "state, such as pending_handle"),
    ("org", "CODE", "单位编码, 含其下", "code of a unit, with those below it"),
    ("grid", "CODE", "网格编码, 含其下", "code of a grid, with those below it"),
    ("class", "CODE", "类别编码", "code of a class"),
    ("channel", "C", "渠道编码", "code of a channel"),
    ("q", "TEXT", "摘要中的文字或编号末几位", "words of the summary, or the end of the number"),
    ("due-before", "TIME", "到期早于, 如 2026-01-06T12:00:00+08:00", "due before this time"),
)
"""What an export may be narrowed to: name, value, help; names are those of the interface."""


def build_parser() -> Parser:
    """The parser of ``shaotai``."""
    parser = Parser(
        prog="shaotai",
        description=say(
            "哨台: 城市治理联动指挥的席位与平台",
            "Shaotai: console and platform of a command centre",
        ),
    )
    parser.add_argument("--version", action="store_true", help=say("显示版本", "show the version"))
    commands = parser.add_subparsers(
        title=say("命令", "commands"), metavar=say("命令", "COMMAND"), dest="command"
    )
    for add in (
        _demo,
        _serve,
        _console,
        _do,
        _import,
        _replay,
        _export,
        _profile,
        _admin,
        _audit,
        _doctor,
        _completion,
    ):
        add(commands)
    return parser


def _sub(commands: Any, name: str, run: str, zh: str, en: str) -> Parser:
    words = say(zh, en)
    parser: Parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _group(commands: Any, name: str, zh: str, en: str) -> Any:
    words = say(zh, en)
    parser: Parser = commands.add_parser(name, help=words, description=words)
    return parser.add_subparsers(metavar=say("动作", "ACTION"), required=True, dest=f"{name}_what")


def _data(parser: Parser) -> None:
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--data", metavar="DIR", default="", help=say("数据目录", "data directory"))
    place.add_argument("--database", metavar="URL", default="", help="sqlite:///PATH")


def _profile_option(parser: Parser) -> None:
    words = say("辖区, 默认 wujiang", "jurisdiction, wujiang by default")
    parser.add_argument("--profile", metavar="P", default=DEFAULT_PROFILE, help=words)


def _server(parser: Parser) -> None:
    words = say(
        "平台地址, 默认 $SHAOTAI_SERVER 或本机", "platform; $SHAOTAI_SERVER or this machine"
    )
    parser.add_argument("--server", metavar="URL", default="", help=words)
    words = say("账号, 默认 $SHAOTAI_ACCOUNT", "account, $SHAOTAI_ACCOUNT by default")
    parser.add_argument("--account", metavar="A", default="", help=words)


def _space(parser: Parser) -> None:
    words = say("空间, 默认实战 live", "space, live by default")
    parser.add_argument("--space", metavar="S", default="live", help=words)


def _look(parser: Parser) -> None:
    mode = parser.add_mutually_exclusive_group()
    for name, zh, en in (
        ("thin", "细终端: 单色, 省线路", "thin terminal: monochrome, sparing the line"),
        ("rich", "富终端: 彩色", "rich terminal: colours"),
    ):
        mode.add_argument(
            f"--{name}", dest="mode", action="store_const", const=name, default="auto",
            help=say(zh, en),
        )  # fmt: skip
    _lang(parser)
    words = say("终端编码", "encoding of the terminal")
    parser.add_argument("--encoding", metavar="E", default="", help=words)


def _lang(parser: Parser) -> None:
    parser.add_argument("--lang", choices=("zh", "en"), default="", help=say("语言", "language"))


def _theme(parser: Parser) -> None:
    parser.add_argument("--theme", metavar="T", default="", help=say("配色", "colours"))


def _demo(commands: Any) -> None:
    parser = _sub(
        commands, "demo", "shaotai.seat:demo",
        "本机起一个平台和一天的上报, 并打开席位; 退出即全部停止",
        "a platform on this machine with a day's reports, and a seat; leaving stops all",
    )  # fmt: skip
    _profile_option(parser)
    words = say("数据目录, 默认用完即弃", "data directory; without it nothing is kept")
    parser.add_argument("--data", metavar="DIR", default="", help=words)
    parser.add_argument("--seed", metavar="N", type=int, default=1, help=say("随机种子", "seed"))
    words = say("快几倍", "times faster than the day")
    parser.add_argument("--pace", metavar="X", type=pace, default=0.0, help=words)
    words = say("以何角色入席", "role to sit down as")
    parser.add_argument("--as", metavar="ROLE", dest="role", default="dispatcher", help=words)
    parser.add_argument(
        "--fresh", action="store_true", help=say("丢弃上次的数据", "drop the data of last time")
    )
    _look(parser)
    _theme(parser)


def _serve(commands: Any) -> None:
    parser = _sub(commands, "serve", "shaotai.serving:run", "运行平台", "run the platform")
    _data(parser)
    parser.add_argument("--bus", metavar="URL", default="", help=argparse.SUPPRESS)
    words = say("监听地址, 默认 127.0.0.1:8700", "where to listen, 127.0.0.1:8700 by default")
    parser.add_argument(
        "--listen", metavar="HOST:PORT", type=address, default=DEFAULT_LISTEN, help=words
    )
    _profile_option(parser)
    words = say("就绪时写入地址与进程号的文件", "file that gets address and pid when ready")
    parser.add_argument("--ready-file", metavar="F", default="", help=words)
    parser.add_argument("--follow-stdin", action="store_true", help=argparse.SUPPRESS)


def _console(commands: Any) -> None:
    parser = _sub(commands, "console", "shaotai.seat:console", "打开席位", "open a seat")
    _server(parser)
    _space(parser)
    _look(parser)
    _theme(parser)


def _do(commands: Any) -> None:
    parser = _sub(
        commands, "do", "shaotai.doing:run",
        "不开屏幕, 执行席位命令行的一行, 以 JSON 打印答复",
        "one line of the seat's command line without the screen; prints the answer as JSON",
    )  # fmt: skip
    parser.epilog = say(
        "令牌文件的路径写在 SHAOTAI_TOKEN_FILE 里 (shaotai admin token 可得); 没有则问口令。",
        "SHAOTAI_TOKEN_FILE names a file with a token (shaotai admin token); without it the "
        "password is asked for.",
    )
    words = say('如 "派遣 000501 平望镇"', 'such as "dispatch 000501 pingwang"')
    parser.add_argument("line", metavar="LINE", help=words)
    words = say("只说会做什么, 不做", "say what would be done, and do nothing")
    parser.add_argument("--dry-run", action="store_true", help=words)
    _server(parser)
    _space(parser)
    _lang(parser)


def _import(commands: Any) -> None:
    parser = _sub(
        commands, "import", "shaotai.importing:run",
        "把 CSV、XLSX 或 Open311 JSON 文件导入为工单; 重复导入不会重复立件",
        "file the rows of a CSV, XLSX or Open311 JSON as tickets; "
        "importing twice adds nothing twice",
    )  # fmt: skip
    _file(parser)
    words = say("只读只查, 不导入", "read and check only")
    parser.add_argument("--dry-run", action="store_true", help=words)
    _server(parser)
    _lang(parser)


def _file(parser: Parser) -> None:
    words = say("CSV 或 JSON, 可为 .gz; 或 XLSX", "CSV or JSON, either also as .gz; or XLSX")
    parser.add_argument("file", metavar="FILE", help=words)
    words = say("渠道编码, 如 HOTLINE_12345", "channel's code, such as HOTLINE_12345")
    parser.add_argument("--channel", metavar="C", required=True, help=words)
    words = say("列映射名或 .toml, 默认按首行选", "column map or .toml; by the header if not given")
    parser.add_argument("--map", metavar="M", default="", help=words)
    words = say("XLSX 的工作表, 默认第一张", "worksheet of an XLSX, the first if not given")
    parser.add_argument("--sheet", metavar="NAME", default="", help=words)
    words = say("把每个未收的行写成 JSON 行", "write every row not taken as JSON lines")
    parser.add_argument("--report", metavar="F", default="", help=words)


def _replay(commands: Any) -> None:
    parser = _sub(
        commands, "replay", "shaotai.replaying:run",
        "按各行自己的时间先后, 快 X 倍地送入平台; 上报时间照原样, 晚于平台时间的行不收; "
        "Ctrl+C 停止, 再次运行接着送, 不会重复立件",
        "send the rows in the order of their own times, X times faster; each keeps its own "
        "time of report, and one later than the platform's time is refused; "
        "Ctrl+C stops, running again goes on and adds nothing twice",
    )  # fmt: skip
    _file(parser)
    words = say("快几倍, 如 3600 即一小时缩为一秒", "times faster; 3600 makes an hour a second")
    parser.add_argument("--pace", metavar="X", type=pace, required=True, help=words)
    _space(parser)
    _server(parser)
    _lang(parser)


def _export(commands: Any) -> None:
    parser = _sub(
        commands, "export", "shaotai.exporting:run",
        "把账号可见的工单导出为 CSV 或 XLSX; 单元格里的公式一律作文本",
        "write the tickets the account may see as CSV or XLSX; formulas in cells become text",
    )  # fmt: skip
    words = say("写入的文件, .csv 或 .xlsx", "file to write, .csv or .xlsx")
    parser.add_argument("--out", metavar="FILE", required=True, help=words)
    for name, value, zh, en in FILTERS:
        parser.add_argument(f"--{name}", metavar=value, default="", help=say(zh, en))
    _space(parser)
    _server(parser)
    _lang(parser)


def _profile(commands: Any) -> None:
    actions = _group(commands, "profile", "辖区数据", "jurisdictions")
    _sub(actions, "list", "shaotai.profiles:show_all", "列出辖区", "list the jurisdictions")
    parser = _sub(
        actions, "check", "shaotai.profiles:check", "检查一个辖区", "check a jurisdiction"
    )
    parser.add_argument("profile", metavar="DIR", help=say("目录或名称", "directory or name"))


def _admin(commands: Any) -> None:
    actions = _group(commands, "admin", "账号与令牌", "accounts and tokens")
    accounts = _group(actions, "account", "账号", "accounts")
    for name, zh, en in (
        ("add", "新增账号", "add an account"),
        ("list", "列出账号", "list the accounts"),
        ("disable", "停用账号", "shut an account"),
        ("reset", "重设口令", "set a new password"),
    ):
        parser = _sub(accounts, name, f"shaotai.accounts:{name}_account", zh, en)
        if name != "list":
            parser.add_argument("name", metavar="NAME", help=say("账号", "account"))
        if name in ("add", "reset"):
            words = say("从标准输入读口令", "read the password from standard input")
            parser.add_argument("--password-stdin", action="store_true", help=words)
        if name == "add":
            _person(parser)
        _data(parser)
    parser = _sub(actions, "token", "shaotai.accounts:token", "脚本用的令牌", "a token for scripts")
    parser.add_argument("--account", metavar="NAME", required=True, help=say("账号", "account"))
    _data(parser)


def _person(parser: Parser) -> None:
    words = say("角色, 如 dispatcher", "role, such as dispatcher")
    parser.add_argument("--role", metavar="R", required=True, help=words)
    words = say("所属单位编码, 默认为区", "code of the unit, the district by default")
    parser.add_argument("--org", metavar="CODE", default="", help=words)
    words = say("姓名", "person's name")
    parser.add_argument("--name", metavar="TEXT", dest="person", default="", help=words)
    parser.add_argument("--seat", metavar="TEXT", default="", help=say("席位", "seat"))
    _profile_option(parser)


def _audit(commands: Any) -> None:
    actions = _group(commands, "audit", "审计", "audit")
    parser = _sub(
        actions, "verify", "shaotai.auditing:verify",
        "核对记录链是否完整", "check that the chain of records holds",
    )  # fmt: skip
    _data(parser)


def _doctor(commands: Any) -> None:
    parser = _sub(
        commands, "doctor", "shaotai.doctoring:run",
        "测试这个终端能做什么, 席位会怎样用它",
        "what this terminal can do, measured, and what the console makes of it",
    )  # fmt: skip
    _look(parser)


def _completion(commands: Any) -> None:
    parser = _sub(
        commands, "completion", "shaotai.completion:run",
        "打印补全脚本: source <(shaotai completion bash)",
        "print a completion script: source <(shaotai completion bash)",
    )  # fmt: skip
    shells = ("bash", "zsh", "fish")
    parser.add_argument("shell", choices=shells, help=say("外壳", "the shell"))
