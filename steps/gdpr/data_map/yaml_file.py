"""Read and write the data map as YAML, strictly: names are text, and nothing may stand there twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from steps.core.errors import ConfigurationError
from steps.core.validation import faults
from steps.gdpr.data_map.checked_map import DataMap, plain


class _Loader(yaml.SafeLoader):
    """SafeLoader, but a key is the text that stands there (a column may be called `on` or `no`), and only once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            key.tag = "tag:yaml.org,2002:str"
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value!r} stands here twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse_map(text: str) -> DataMap:
    """Errors: ConfigurationError `data_map_invalid` that names each fault."""
    try:
        data = yaml.load(text, _Loader)  # noqa: S506  derived from SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise ConfigurationError(
            "data_map_invalid", f"the data map is no YAML: {error.problem}, line {line}"
        ) from None
    except yaml.YAMLError:
        raise ConfigurationError("data_map_invalid", "the data map is no YAML") from None
    try:
        return DataMap.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError("data_map_invalid", "; ".join(faults(error))) from None


def read_text(path: Path) -> str:
    """Errors: ConfigurationError `data_map_missing`."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "data_map_missing",
            f"JOBS_GDPR_DATA_MAP names a file that cannot be read ({type(error).__name__})",
        ) from None


def write_map(data_map: DataMap) -> str:
    return yaml.safe_dump(plain(data_map), sort_keys=False, allow_unicode=True, width=110)
