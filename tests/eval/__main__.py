"""`make eval`: how good each job is with the rules engine, on the labelled data, against its floors."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from pathlib import Path

from tests.eval.table import DATA, Row


def main() -> int:
    if not DATA.is_dir():
        print(f"skipped: the labelled data is not at {DATA}", file=sys.stderr)
        return 0
    failed = 0
    print(f"{'pipeline':<22}{'measure':<52}{'value':>8}{'floor':>8}{'n':>6}")
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("eval_"):
            started = time.perf_counter()
            rows: list[Row] = list(importlib.import_module(f"tests.eval.{module.name}").measure())
            for row in rows:
                failed += not row.passed
                mark = "" if row.passed else "  below its floor"
                bound = f"{'<=' if row.lower_is_better else '>='}{row.floor:.2f}"
                print(f"{row.pipeline:<22}{row.measure:<52}{row.value:>8.3f}{bound:>8}{row.n:>6}{mark}")
            print(
                f"{module.name.removeprefix('eval_'):<22}took {time.perf_counter() - started:.1f} s",
                file=sys.stderr,
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
