"""Writes console/text/syllables.tsv: which characters are read with which toneless syllable.

    python tools/make_syllables.py            # write the table
    python tools/make_syllables.py --check    # exit 1 if the table is not what this would write

A line is `syllable<TAB>characters<TAB>more characters`: first the characters for which this is
the first reading, then those for which it is another one. `v` stands for u with two dots. pypinyin
is needed here and nowhere else: importing it costs the console a quarter of a second and 56 MB.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

TABLE = Path(__file__).resolve().parents[1] / "console" / "text" / "syllables.tsv"

# The basic block, extension A, and the round zero of house numbers.
BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x3007, 0x3007))

# Readings that decide place names, units and verbs; the first of a row becomes the first reading.
# Other readings of the character stay known, so 重办 answers to `zb` and to `cb`.
OVERRIDES: Mapping[str, tuple[str, ...]] = {
    "重": ("zhong", "chong"),  # 重办 and 重点
    "长": ("chang", "zhang"),  # 长安, 长桥; 所长
    "厦": ("xia", "sha"),  # 厦门; 大厦
    "弄": ("long", "nong"),  # 弄堂
    "厂": ("chang",),
    "行": ("xing", "hang"),  # 行政; 银行
    "调": ("diao", "tiao"),  # 调度; 调解
    "解": ("jie", "xie"),
    "单": ("dan", "shan", "chan"),  # 退单; 单县
    "尉": ("wei", "yu"),  # 尉犁
    "乐": ("le", "yue", "lao"),  # 乐亭
    "阿": ("a", "e"),  # 东阿
    "栅": ("zha", "shi", "shan"),  # 大栅栏
    "宕": ("dang", "tan"),  # 宕昌
    "会": ("hui", "kuai"),  # 会稽
    "堡": ("bao", "pu", "bu"),  # 十里堡
    "埔": ("pu", "bu"),  # 黄埔; 大埔
    "番": ("fan", "pan"),  # 番禺
    "莞": ("guan", "wan"),  # 东莞
    "浚": ("xun", "jun"),  # 浚县
    "泌": ("bi", "mi"),  # 泌阳
    "浒": ("xu", "hu"),  # 浒墅关
    "甪": ("lu",),  # 甪直
    "厍": ("she",),  # 北厍
    "圩": ("wei", "xu"),  # 圩区; 圩镇
    "珲": ("hun", "hui"),  # 珲春
    "什": ("shi", "shen"),  # 什邡
    "柏": ("bai", "bo"),
    "铅": ("qian", "yan"),  # 铅山
    "蚌": ("beng", "bang"),  # 蚌埠
    "枞": ("zong", "cong"),  # 枞阳
    "涡": ("guo", "wo"),  # 涡阳
    "六": ("liu", "lu"),  # 六合
    "都": ("du", "dou"),  # 七都
    "曾": ("zeng", "ceng"),
    "查": ("cha", "zha"),  # 核查
    "盛": ("sheng", "cheng"),  # 盛泽
    "莘": ("xin", "shen"),  # 莘庄
    "阜": ("fu",),
}

# Every input method takes both spellings.
ALIASES = {"lue": "lve", "nue": "nve"}


def plain(reading: str) -> str:
    """A reading without its tone: `zhòng` is `zhong`, `nǚ` is `nv`."""
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(part for part in parts if not unicodedata.combining(part))


def readings(dictionary: Mapping[int, str]) -> dict[str, list[str]]:
    """All toneless readings of every character in the blocks, the first reading first."""
    table: dict[str, list[str]] = {}
    for low, high in BLOCKS:
        for code in range(low, high + 1):
            found = [plain(one) for one in dictionary.get(code, "").split(",")]
            known = list(dict.fromkeys((*OVERRIDES.get(chr(code), ()), *found)))
            if spoken := [one for one in known if one]:
                table[chr(code)] = spoken
    return table


def lines(table: Mapping[str, Iterable[str]]) -> list[str]:
    """The table turned round, one line a syllable, sorted."""
    first: dict[str, list[str]] = {}
    other: dict[str, list[str]] = {}
    for character, spoken in table.items():
        for place, syllable in enumerate(spoken):
            (other if place else first).setdefault(syllable, []).append(character)
    for alias, syllable in ALIASES.items():
        both = first.get(syllable, []) + other.get(syllable, [])
        other[alias] = sorted({*other.get(alias, []), *both})
    return [
        f"{syllable}\t{''.join(first.get(syllable, []))}\t{''.join(other.get(syllable, []))}"
        for syllable in sorted({*first, *other})
    ]


def main(arguments: list[str]) -> int:
    """Writes the table, or with --check says whether it is up to date."""
    text = "\n".join(lines(readings(PINYIN_DICT))) + "\n"
    if "--check" in arguments:
        same = TABLE.exists() and TABLE.read_text(encoding="utf-8") == text
        print(f"{TABLE.name}: {'up to date' if same else 'run tools/make_syllables.py'}")
        return 0 if same else 1
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE.name}: {text.count(chr(10))} syllables, {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
