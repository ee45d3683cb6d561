"""Reading outside files into reports that are ready to be filed.

Pure reading: a file goes in, an iterator of `Report` and `RowProblem` comes out. Nothing here
talks to the platform, keeps state between two readings, or changes the file.

    reading = read("batch.csv.gz")
    for item in reading:
        ...                       # Report: file it; RowProblem: tell the person who sent it
    reading.counts                # what was taken, repeated and refused, by reason
"""

from intake.column_map import ColumnMap, known_maps, load_map, map_for
from intake.errors import IntakeError
from intake.reader import Counts, Notice, Reading, read
from intake.report import Reason, Report, RowProblem

__all__ = [
    "ColumnMap",
    "Counts",
    "IntakeError",
    "Notice",
    "Reading",
    "Reason",
    "Report",
    "RowProblem",
    "known_maps",
    "load_map",
    "map_for",
    "read",
]
