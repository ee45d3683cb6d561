"""The package's one tree of errors.

GovernanceError
├── ProfileError      a jurisdiction's table is wrong; names table, line and remedy
└── ImpossibleEvent   a record of the log cannot follow the state it meets
"""


class GovernanceError(Exception):
    """Root of all errors raised by the rules."""


class ProfileError(GovernanceError):
    """A jurisdiction's table is wrong.

    Args:
        table: name of the table, such as ``orgs.csv``.
        line: 1-based line of the table, 0 where the whole table is meant.
        problem: what is wrong and what to do about it.
    """

    def __init__(self, table: str, line: int, problem: str) -> None:
        super().__init__(f"{table}:{line}: {problem}" if line else f"{table}: {problem}")
        self.table = table
        self.line = line


class ImpossibleEvent(GovernanceError):
    """A record of the log cannot follow the state it meets: the log is damaged."""
