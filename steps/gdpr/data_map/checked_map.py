"""The reviewed data map as a whole: fields that do not contradict one another."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from steps.gdpr.data_map.coherence import contradictions
from steps.gdpr.data_map.models import MapFields


class DataMap(MapFields):
    """The file, seen as a whole."""

    @model_validator(mode="after")
    def _holds_together(self) -> DataMap:
        found = contradictions(self)
        if found:
            raise ValueError("; ".join(found[:20]))
        return self


def plain(data_map: DataMap) -> dict[str, Any]:
    """The map as YAML should show it: no defaults, and short forms where nothing else is said."""
    data = data_map.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for table in data["tables"].values():
        if "columns" in table:
            table["columns"] = {
                name: item["class"] if set(item) == {"class"} else item
                for name, item in table["columns"].items()
            }
        if "links" in table:
            table["links"] = [item["link"] if set(item) == {"link"} else item for item in table["links"]]
    return {"version": data_map.version, "reviewed": None, "information": None, **data}
