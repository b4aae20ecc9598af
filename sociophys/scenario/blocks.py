"""The blocks of a scenario that are plain records: head, run, analyze, report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import field_validator, model_validator

from sociophys import registry
from sociophys.parameters import Strict, parameter

LANGUAGE = "sociophys/1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def _whole(value: Any, least: int) -> Any:
    """Return a whole number >= ``least`` or the word auto; raise ValueError for anything else."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if value == "auto" or (is_whole and value >= least):
        return value
    what = f"{value} is below {least}" if is_whole else f"{value!r} is neither a whole number nor auto"
    raise ValueError(f"{what}; allowed {least} or more, or auto")


class Head(Strict):
    """What the scenario is called, what it asks, where it is from, and its seed."""

    name: str = parameter("scenario", doc="Short name, part of the run directory's; the file's name if not given.")
    question: str = parameter("", doc="What the run is to answer, one sentence; the report opens with it.")
    source: str = parameter("", doc="DOI or sentence: where the model or the idea is from.")
    seed: int = parameter(1, ge=0, le=4294967295, doc="Seed of all randomness: same seed, same numbers.")

    @field_validator("name")
    @classmethod
    def _is_file_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name a folder; allowed up to 64 letters, digits, '-', '_' and '.'")
        return name


class Run(Strict):
    """How long, how often and how finely to simulate."""

    sweeps: int = parameter(500, ge=1, le=1_000_000_000, unit="sweeps", doc="How long after burn-in.")
    burn_in: int | Literal["auto"] = parameter(
        "auto",
        unit="sweeps",
        doc="Sweeps before sweep 0, or auto: until R-hat says it has settled. 0 where it starts from opinions.",
    )
    record_every: int = parameter(1, ge=1, unit="sweeps", doc="Distance between two records.")
    replicas: int = parameter(64, ge=1, le=1_000_000, doc="Independent repeats, each with its own luck.")
    order_block: int | Literal["auto"] = parameter(
        "auto", doc="Replicas that share one visiting order; the unit of errors. auto: a sixteenth of them."
    )
    snapshot_every: int = parameter(
        0, ge=0, unit="sweeps", doc="Distance between two kept frames, which are analysed too; 0: first and last."
    )
    observables: tuple[Any, ...] | Literal["default"] = parameter(
        "default",
        doc="What is recorded, by name, as blocks, or files of one's own; default: all that tell something here.",
    )
    pressure: Literal["auto", "on", "off"] = parameter(
        "auto",
        doc="Whether people's pressure is split into ties, media and own past; auto: where a field, tilt or feed is.",
    )
    time_label: str = parameter("sweeps (one reconsideration per person on average)", doc="Label of the time axis.")

    @field_validator("burn_in", mode="before")
    @classmethod
    def _burn_in(cls, value: Any) -> Any:
        return _whole(value, 0)

    @field_validator("order_block", mode="before")
    @classmethod
    def _order_block(cls, value: Any) -> Any:
        return _whole(value, 1)

    @field_validator("observables", mode="before")
    @classmethod
    def _observables(cls, value: Any) -> Any:
        if value == "default" or (isinstance(value, tuple) and value):
            return value
        known = ", ".join(registry.kinds("observables"))
        raise ValueError(f"{value!r} is not a list of observables; allowed default, or a list of {known}")

    @property
    def members(self) -> tuple[Any, ...]:
        """The observables that are named; none where it says default."""
        return self.observables if isinstance(self.observables, tuple) else ()

    @property
    def block(self) -> int:
        """Replicas that share one visiting order, as a number."""
        return max(1, self.replicas // 16) if self.order_block == "auto" else self.order_block


class Outcome(Strict):
    """What decides between variants: which number, when, and from what size on a difference matters."""

    measure: str = parameter(
        "default",
        doc="An observable, or a number of the end states by its name; default: m, or abs_m where no side is "
        "singled out.",
    )
    at: Literal["default", "end", "late", "peak"] | int = parameter(
        "default",
        unit="sweeps",
        doc="When: end, late (mean of the second half of the records), peak, or a sweep that is recorded; default: "
        "late, and end for a number of the end states.",
    )
    compared_with: str = parameter("base", doc="What the variants are compared with: base, or one of them.")
    smallest_effect: float | None = parameter(
        None, gt=0, doc="Differences below this size do not matter; if not given, none is called too small."
    )

    @field_validator("at", mode="before")
    @classmethod
    def _at(cls, value: Any) -> Any:
        if value in ("default", "end", "late", "peak"):
            return value
        is_sweep = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if not is_sweep:
            raise ValueError(f"{value!r} is no time; allowed end, late, peak, or a sweep from 0 on")
        return value


class Analyze(Strict):
    """What is measured on the imported opinions and on the final states."""

    analyzers: tuple[Any, ...] | Literal["default"] = parameter(
        "default", doc="Analyzers, by name or as blocks; default: those that are quick and apply to any state."
    )
    nulls: int = parameter(200, ge=0, le=100_000, doc="How often chance is drawn for comparison; p values from 100 on.")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        return raw if isinstance(raw, Mapping) else {"analyzers": raw}

    @field_validator("analyzers", mode="before")
    @classmethod
    def _analyzers(cls, value: Any) -> Any:
        if value == "default" or isinstance(value, tuple):
            return value
        raise ValueError(f"{value!r} is neither default nor a list; allowed default, or a list of analyzers")


class Report(Strict):
    """How the report shows people."""

    names: Literal["pseudonym", "keep"] = parameter(
        "pseudonym", doc="Node names in the report: as read, or pseudonyms."
    )
