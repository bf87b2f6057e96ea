"""Warm processes in the chart: left out unless wanted, without rights, told to end in time, sized by the queue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.core.settings import load_control_settings
from tests.contract.chart.charted import QUICK, TRY, Chart, of

NAME = "background-jobs-warm"


def warm(objects: list[dict[str, Any]]) -> dict[str, Any]:
    spec: dict[str, Any] = of("Deployment", objects)[NAME]["spec"]
    return spec


def settings(container: dict[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in container.get("env", []) if "value" in entry}


def test_it_is_left_out_unless_wanted(chart: Chart) -> None:
    assert NAME not in of("Deployment", chart())
    assert NAME not in of("PodDisruptionBudget", chart("warm.replicas=1"))
    assert warm(chart("warm.replicas=2"))["replicas"] == 2
    assert of("PodDisruptionBudget", chart("warm.replicas=2"))[NAME]["spec"]["maxUnavailable"] == 1


def test_it_has_no_token_writes_nowhere_but_tmp_and_storage_and_knows_its_time(chart: Chart) -> None:
    pod = warm(chart("warm.replicas=1", "warm.graceSeconds=100", "warm.places=7"))["template"]["spec"]
    [container] = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert "serviceAccountName" not in pod
    assert pod["terminationGracePeriodSeconds"] > 100
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/tmp", "/storage"}
    told = settings(container)
    assert (told["JOBS_PLACES"], told["JOBS_GRACE_SECONDS"]) == ("7", "100")


def test_both_migrations_declare_where_pipelines_run(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = chart(*TRY)
    [job] = of("Job", objects).values()
    control = of("Deployment", objects)["background-jobs-control"]
    for spec in (
        job["spec"]["template"]["spec"]["containers"],
        control["spec"]["template"]["spec"]["initContainers"],
    ):
        [migrate] = [each for each in spec if each["name"] == "migrate"]
        said = settings(migrate)["JOBS_RUNS"]
        assert said == ",".join(f"{name}=warm" for name in QUICK)
        monkeypatch.setenv("JOBS_RUNS", said)
        assert set(load_control_settings().runs.values()) == {"warm"}


def test_the_quick_pipelines_are_warm_on_a_first_look(root: Path) -> None:
    values = yaml.safe_load((root / "charts" / "background-jobs" / "try.yaml").read_text(encoding="utf-8"))
    assert values["warm"] == {"replicas": 1}
    assert values["runs"] == dict.fromkeys(QUICK, "warm")


def test_named_pipelines_are_taken_alone(chart: Chart) -> None:
    [container] = warm(chart("warm.replicas=1", "warm.pipelines={news-analyzer,gdpr-exporter}"))["template"][
        "spec"
    ]["containers"]
    assert container["command"][-2:] == ["--pipelines", "news-analyzer,gdpr-exporter"]


def test_the_network_policies_of_steps_hold_for_it_and_nobody_else_may_call_it(chart: Chart) -> None:
    objects = chart(*TRY)
    labels = warm(objects)["template"]["metadata"]["labels"]
    policies = of("NetworkPolicy", objects)
    for name, policy in policies.items():
        if name.startswith("background-jobs-needs-"):
            assert policy["spec"]["podSelector"]["matchLabels"].items() <= labels.items(), name
    assert policies[NAME]["spec"]["ingress"] == [{"ports": [{"port": 8290}]}]
    assert "step" not in labels  # what looks for pods of steps does not mean these
    egress = policies[f"{NAME}-egress"]["spec"]
    assert egress["podSelector"]["matchLabels"].items() <= labels.items()
    names, _, *database = policies["background-jobs-steps"]["spec"]["egress"]
    assert egress["egress"] == [names, *database]
    for name in ("postgresql", "emulators"):
        [rule] = policies[f"background-jobs-{name}"]["spec"]["ingress"]
        assert any("warm" in str(each) for each in rule["from"]), name


def test_keda_sizes_it_by_jobs_and_by_their_wait(chart: Chart) -> None:
    objects = chart("warm.autoscaling.enabled=true", "warm.autoscaling.max=4")
    assert "replicas" not in warm(objects)
    scaled = of("ScaledObject", objects)[NAME]["spec"]
    assert (scaled["scaleTargetRef"]["name"], scaled["minReplicaCount"], scaled["maxReplicaCount"]) == (
        NAME,
        1,
        4,
    )
    queries = [trigger["metadata"]["query"] for trigger in scaled["triggers"]]
    assert queries == ["select jobs.waiting_to_run('warm')", "select jobs.longest_wait('warm')"]
    assert NAME in of("PodDisruptionBudget", objects)
    assert "keda" not in json.dumps(chart("warm.replicas=3"))
