"""`run --calls` and `--agent-days`: every call and every agent's day of a run, as Parquet or CSV."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cli.errors import CommandError
from cli.output_files import output_file
from sim.engine import simulate
from sim.experiment.result import Replication, measure
from sim.experiment.stream import Here
from sim.experiment.task import Task
from sim.record import Table
from sim.whole_files import written_whole

if TYPE_CHECKING:
    import pandas as pd

OPTIONS: dict[Table, str] = {"calls": "--calls", "agent_days": "--agent-days"}


class Writer(Protocol):
    """Writes a table piece by piece."""

    def write(self, piece: pd.DataFrame) -> None: ...
    def close(self) -> None: ...


class CsvWriter:
    """CSV in UTF-8: one line of column names, then the rows; what does not apply is empty."""

    def __init__(self, file: Path) -> None:
        self._out = file.open("w", encoding="utf-8", newline="")
        self._has_head = False

    def write(self, piece: pd.DataFrame) -> None:
        """Add rows."""
        piece.to_csv(self._out, index=False, header=not self._has_head, lineterminator="\n")
        self._has_head = True

    def close(self) -> None:
        """End the file."""
        self._out.close()


class ParquetWriter:
    """Parquet, with the table's `attrs` in its metadata, where pandas reads them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._out: Any = None

    def write(self, piece: pd.DataFrame) -> None:
        """Add rows as one group."""
        import pyarrow
        from pyarrow import parquet

        table = pyarrow.Table.from_pandas(piece, preserve_index=False)
        if self._out is None:
            self._out = parquet.ParquetWriter(self._file, table.schema)
        self._out.write_table(table)

    def close(self) -> None:
        """End the file."""
        if self._out is not None:
            self._out.close()


WRITERS: dict[str, type[CsvWriter] | type[ParquetWriter]] = {".parquet": ParquetWriter, ".csv": CsvWriter}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--calls and --agent-days."""
    for option, row in zip(OPTIONS.values(), ("leg of a call", "position and day"), strict=True):
        parser.add_argument(
            option,
            metavar="FILE",
            help=f"also write every {row} of all replications, warm-up left out, to a .parquet or .csv file; "
            "replications are then simulated on this computer, one after another",
        )


def record_files(args: argparse.Namespace) -> dict[Table, Path]:
    """The files that are asked for. Raises CommandError for one that cannot be written."""
    files = {
        table: output_file(option, name, WRITERS, "a table's file")
        for table, option in OPTIONS.items()
        if (name := getattr(args, table))
    }
    if len({file.absolute() for file in files.values()}) < len(files):
        raise CommandError("--calls and --agent-days name the same file; give each its own")
    return files


@contextmanager
def recording(files: Mapping[Table, Path], attributes: Mapping[str, Any]) -> Iterator[Here | None]:
    """What simulates a replication, writes its records and measures it; None where no files are asked for.

    `attributes`: of every table, its units apart. Files that were there stay until the end.
    """
    if not files:
        yield None
        return
    with ExitStack() as stack:
        parts = {table: stack.enter_context(written_whole(file)) for table, file in files.items()}
        writers: dict[Table, Writer] = {}
        for table, file in files.items():
            writers[table] = WRITERS[file.suffix.lower()](parts[table])
            stack.callback(writers[table].close)

        def record_and_measure(task: Task) -> Replication:
            record = simulate(
                task.scenario, seed=task.key.seed, replication=task.key.number, engine=task.engine
            )
            for table, writer in writers.items():
                piece = record.to_frame(task.scenario, table)
                piece.attrs = {**attributes, "units": piece.attrs["units"]}
                writer.write(piece)
            return measure(record, task.scenario)

        yield record_and_measure
