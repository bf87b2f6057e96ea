"""What keeps the jobs of a pipeline waiting, and the way out."""

from __future__ import annotations

from pipelines.core.pipeline import Runs
from pipelines.operations.places.runs import PipelinePlace, warning_of

NEWS = PipelinePlace(
    pipeline="news-analyzer", runs=Runs.WARM, declared=Runs.PODS, who=None, why=None, at=None, processes=0
)


def test_without_a_process_the_way_out_is_a_process_or_another_place() -> None:
    assert warning_of(NEWS) == (
        "news-analyzer runs warm, and no live process takes its jobs: start `bgjobs work`, "
        "or bgjobs pipelines set news-analyzer --runs pods"
    )
    pods = NEWS.model_copy(update={"runs": Runs.POD})
    assert (
        "start `bgjobs control` beside your cluster, or bgjobs pipelines set news-analyzer --runs warm"
        in str(warning_of(pods))
    )


def test_with_one_there_is_nothing_to_say() -> None:
    assert warning_of(NEWS.model_copy(update={"processes": 1})) is None
