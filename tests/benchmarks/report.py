"""The table that `make bench` prints, and the machine's figures beside it."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import django
from rich.console import Console
from rich.table import Table

from tests.benchmarks.database import Databases


@dataclass(frozen=True)
class Row:
    """One line: ours against a reference measured in the same run, in `unit`."""

    what: str
    unit: str
    ours: Sequence[float]
    reference_name: str
    reference: Sequence[float]
    ratio: float
    target: str
    ok: bool


def show(rows: Sequence[Row], facts: Sequence[tuple[str, str]], console: Console) -> None:
    table = Table(title="Speed, as ratios within one run", title_justify="left", show_lines=True)
    table.add_column("What")
    table.add_column("Ours\nmedian (min–max)", justify="right")
    table.add_column("Reference\nmedian (min–max)", justify="right")
    table.add_column("Ratio", justify="right")
    table.add_column("Target")
    table.add_column("Ok")
    for row in rows:
        table.add_row(
            row.what,
            spread(row.ours, row.unit),
            f"{row.reference_name}:\n{spread(row.reference, row.unit)}",
            f"{row.ratio:.2f}",
            row.target,
            "[green]yes[/]" if row.ok else "[red]no[/]",
        )
    console.print(table)
    beside = Table(title="Machine", title_justify="left", show_header=False)
    for name, value in facts:
        beside.add_row(name, value)
    console.print(beside)


def spread(values: Sequence[float], unit: str) -> str:
    shown = [number(value) for value in (median(values), min(values), max(values))]
    return f"{shown[0]} {unit}\n({shown[1]}–{shown[2]})"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def machine(databases: Databases) -> list[tuple[str, str]]:
    """Return what a reader needs to compare figures: hardware, versions, durability."""
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    durability = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    settings = ", ".join(f"{name} {databases.setting(name)}" for name in durability)
    return [
        ("CPU", f"{cpu_model()}, {os.cpu_count()} cores"),
        ("Memory", f"{gib:.1f} GiB"),
        ("System", platform.platform()),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("PostgreSQL", f"{databases.setting('server_version')}: {settings}"),
    ]


def cpu_model() -> str:
    """Return the processor's name as Linux tells it, else what Python knows."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
