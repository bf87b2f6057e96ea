"""Figures in Prometheus' text format, version 0.0.4. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Labels = Mapping[str, str]
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Metric:
    """One metric with its samples: (suffix of the name, labels, value)."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: list[tuple[str, Labels, float]] = field(default_factory=list)

    def add(self, value: float, **labels: str) -> None:
        self.samples.append(("", labels, value))

    def add_histogram(
        self, bounds: Sequence[float], counts: Mapping[int, float], total: float, **labels: str
    ) -> None:
        """`counts` by bucket: 0 is below the first bound, len(bounds) above the last; each counts for itself."""
        sum_so_far = 0.0
        for place, bound in enumerate(bounds):
            sum_so_far += counts.get(place, 0)
            self.samples.append(("_bucket", {**labels, "le": _number(bound)}, sum_so_far))
        everything = sum(counts.values())
        self.samples.append(("_bucket", {**labels, "le": "+Inf"}, everything))
        self.samples += [("_sum", labels, total), ("_count", labels, everything)]

    def lines(self) -> Iterable[str]:
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} {self.kind}"
        for suffix, labels, value in self.samples:
            inside = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
            yield (
                f"{self.name}{suffix}{{{inside}}} {_number(value)}"
                if inside
                else (f"{self.name}{suffix} {_number(value)}")
            )


def text(metrics: Iterable[Metric]) -> str:
    return "\n".join(line for metric in metrics for line in metric.lines()) + "\n"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(float(value))


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
