"""The units that a line calls by a whistle, and those it rates: read from words, proposed by table.

Whom a rung proposes is the jurisdiction's data, which the seat holds; so one key names them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from console.directory import JOINED, NO_PLACES, Directory, Named, best
from console.text.i18n import Words
from console.unit_words import begins_sentence, is_name, names_unit
from console.utterance import Candidate
from governance.verbs import Verb
from governance.whistle import RATINGS
from wire.rows import TicketRow
from wire.whistle_views import LadderRung

PLACES = ("district", "town", "community", "station")
"""Levels of units that are places as well."""


class Calling:
    """What one line says of called units; fills as its words are taken."""

    def __init__(self, directory: Directory, words: Words, role: str, verb: Verb) -> None:
        self._directory = directory
        self._words = words
        self._role = role
        self._whistles = verb.target == "many"
        self._rates = verb.verb == "rate"
        self._called: list[Named] = []
        self._rated: dict[str, tuple[Named, int]] = {}
        self._rung: LadderRung | None = None
        self._usual: LadderRung | None = None
        self._open: list[LadderRung] = []
        self._rows: tuple[TicketRow, ...] = ()
        self._town = ""
        self._ahead = 0
        self.problem = ""
        self.remedy: tuple[Candidate, ...] = ()

    def begin(self, front: Sequence[str], rows: tuple[TicketRow, ...], wanted: str) -> None:
        """The line is known: choose the rung, and see which words in front are units.

        Args:
            front: the words before the text and before a tag behind a unit.
            rows: the tickets it is about.
            wanted: the rung that it names, empty for none.
        """
        self._rows = rows
        if not self._whistles:
            return
        towns = {self._town_of(row) for row in rows}
        self._town = towns.pop() if len(towns) == 1 else ""
        self._open = self._may_blow(wanted)
        self._usual = self._rung = self._open[0] if self._open else None
        if not front:
            return
        rungs: Sequence[LadderRung | None] = self._open or (None,)
        runs = [(rung, self._run(front, rung)) for rung in rungs]
        self._rung, units = max(runs, key=lambda run: len(run[1]))
        self._called = list(dict.fromkeys(units))
        self._ahead = len(units)
        self._see_left_out(front[len(units) :])

    def take(self, token: str) -> bool:
        """Whether a word in front of the text is a unit to call, or a unit with its rating.

        Behind a tag only a whole name is one.
        """
        if self._rates:
            name, _, value = token.partition(":")
            return self._rate(name, value, self._rows)
        if self._ahead:
            self._ahead -= 1
            return True
        found = self._unit(token, self._rung) if self._whistles and self._called else None
        if found is None or not is_name(found, token):
            return False
        if found not in self._called:
            self._called.append(found)
        return True

    @property
    def args(self) -> dict[str, Any]:
        """The arguments that the words taken make."""
        args: dict[str, Any] = {}
        if self._called:
            args["called"] = [one.code for one in self._called]
        if self._rung is not None and self._rung is not self._usual:
            args["rung"] = self._rung.rung
        if self._rated:
            args["ratings"] = {code: rating for code, (_, rating) in self._rated.items()}
        return args

    def shown(self) -> str:
        """Whom Enter would call, the proposed ones where none is named; whom it would rate.

        A rung that was chosen by the units is said.
        """
        if self._rated:
            return " ".join(f"{one.name}:{rating}" for one, rating in self._rated.values())
        called = self._called or (self._proposed() if self._whistles else [])
        if not called:
            return ""
        line = f"-> {' '.join(one.name for one in called)}"
        other = self._rung is not None and self._rung is not self._usual
        return f"{line} {self._tag(self._rung)}" if other and self._rung else line

    # -- words in front --------------------------------------------------------------------

    def _may_blow(self, wanted: str) -> list[LadderRung]:
        """The rung asked for; else those the role may blow that are not blown, lowest first."""
        rungs = self._directory.ladder.rungs
        if wanted:
            return [one for one in rungs if one.rung == wanted]
        blown = self._blown()
        return [one for one in rungs if self._role in one.roles and one.rung not in blown]

    def _run(self, front: Sequence[str], rung: LadderRung | None) -> list[Named]:
        """The units that the first words name, up to the first that is none.

        A capital that lower case follows begins a sentence, be it the name of a unit or not.
        """
        units: list[Named] = []
        for word, following in zip(front, (*front[1:], ""), strict=True):
            found = self._unit(word, rung)
            if found is None:
                break
            capital = word[:1].isupper() and not is_name(found, word)
            if capital and begins_sentence(word, following) and not self._unit(following, rung):
                break
            units.append(found)
        return units

    def _unit(self, word: str, rung: LadderRung | None) -> Named | None:
        """The unit that a rung may call and that a word names, the proposed ones first."""
        town, lang = self._directory.name(self._town), self._directory.lang
        fits = [one for one in self._like(word, rung) if names_unit(one, word, lang, town)]
        if len(fits) > 1 and not is_name(fits[0], word):
            proposed = {one.code for one in self._proposed(rung)}
            fits.sort(key=lambda one: one.code not in proposed)
        return fits[0] if fits else None

    def _see_left_out(self, left: Sequence[str]) -> None:
        """Say so where the next word names a unit that cannot be called on the rung."""
        if not left or self._rung is None:
            return
        word, following = left[0], "".join(left[1:2])
        others = [one for one in self._directory.ladder.rungs if one is not self._rung]
        sought = ((rung, self._unit(word, rung)) for rung in others)
        rung, unit = next((pair for pair in sought if pair[1]), (None, self._uncalled(word)))
        if unit is None or (begins_sentence(word, following) and not is_name(unit, word)):
            return
        names = {"unit": unit.name, "rung": self._directory.rung(self._rung.rung)}
        if rung is None:
            self.problem = self._words("call.no_rung", **names)
        elif self._role not in rung.roles or rung.rung in self._blown():
            other = self._directory.rung(rung.rung)
            self.problem = self._words("call.not_here", other=other, **names)
        else:
            tag = self._tag(rung)
            self.problem = self._words("call.other_rung", tag=tag, **names)
            self.remedy = (Candidate(f"{tag} ", tag),)

    def _uncalled(self, word: str) -> Named | None:
        """The unit of that very name, whichever it is; a place only by its full name."""
        directory = self._directory
        units = (one for one in directory.units_at(NO_PLACES) if is_name(one, word))
        places = (one for one in directory.units_at(PLACES) if word in (one.name, *one.also[1:]))
        return next(units, None) or next(places, None)

    def _blown(self) -> set[str]:
        return {one.rung for row in self._rows[:1] for one in row.whistles if one.state == "open"}

    def _tag(self, rung: LadderRung) -> str:
        word = self._directory.pick("级", "rung")
        return f"{word}:{self._directory.rung(rung.rung).replace(' ', JOINED)}"

    def _rate(self, name: str, value: str, rows: tuple[TicketRow, ...]) -> bool:
        """Whether a word as ``unit:4`` rates a called unit, which then is rated."""
        if not (value.isascii() and value.isdecimal() and int(value) in RATINGS):
            return False
        newest_first = (best(called, name) for called in self._called_by(rows))
        found = next((fits for fits in newest_first if fits), None)
        found = found or self._directory.units_like(name)
        if found:
            self._rated[found[0].code] = (found[0], int(value))
        return bool(found)

    def _like(self, typed: str, rung: LadderRung | None) -> list[Named]:
        """The units that a rung may call and that answer to what was typed, best first."""
        if rung is None:
            return self._directory.units_like(typed)
        return self._directory.units_like_at(typed, rung.called, self._town)

    def candidates(self, typing: str) -> tuple[Candidate, ...]:
        """What to call next: all that are proposed at once, then what answers to the typing.

        Of a line that rates it is the called units that have no rating yet.
        """
        if self._rates:
            return self._to_rate(typing, self._rows)
        if not self._whistles:
            return ()
        if typing:
            rungs = self._open if not self._called else [self._rung]
            some = (self._like(typing, rung) for rung in rungs or [None])
            found = next((found for found in some if found), [])
            return tuple(Candidate(f"{_joined(one)} ", one.name) for one in found)
        proposed = [] if self._called else self._proposed()
        if not proposed:
            return ()
        line = " ".join(_joined(one) for one in proposed)
        return (Candidate(f"{line} ", " ".join(one.name for one in proposed), stays=True),)

    def _to_rate(self, typing: str, rows: tuple[TicketRow, ...]) -> tuple[Candidate, ...]:
        called = (one for units in self._called_by(rows, True) for one in units)
        left = list(dict.fromkeys(one for one in called if one.code not in self._rated))
        name, colon, _ = typing.partition(":")
        if colon:
            ratings = reversed(RATINGS)
            return tuple(Candidate(f"{name}:{rating} ", str(rating)) for rating in ratings)
        found = best(left, typing) if typing else left
        return tuple(Candidate(f"{_joined(one)}:", f"{one.name}:1..5") for one in found)

    def _proposed(self, rung: LadderRung | None = None) -> list[Named]:
        """Whom the jurisdiction proposes to call to the ticket; none for several tickets."""
        one = rung or self._rung
        if one is None or len(self._rows) != 1:
            return []
        row = self._rows[0]
        codes = self._directory.callees(one.rung, row.grid, row.org, row.ticket_class)
        return [Named(code, self._directory.name(code)) for code in codes]

    def _town_of(self, row: TicketRow) -> str:
        return self._directory.town_of(row.grid) or self._directory.town_of(row.org)

    def _called_by(self, rows: Iterable[TicketRow], unrated: bool = False) -> Iterator[list[Named]]:
        """The units that each whistle called, the newest whistle first."""
        for row in rows:
            for one in reversed(row.whistles):
                calls = (call for call in one.calls if not (unrated and call.rating))
                yield self._directory.named(call.unit for call in calls)


def _joined(one: Named) -> str:
    return one.name.replace(" ", JOINED)
