"""What each value of the chart changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipelines.core import trigger
from pipelines.core.rendered.container import seconds_given
from pipelines.core.rendered.template import load_templates
from pipelines.core.rendered.told_budgets import with_budgets
from tests.contract.chart.charted import TRY, Chart, of, pods, steps


def test_the_schema_is_migrated_before_an_upgrade_changes_anything(chart: Chart) -> None:
    [own] = of("Job", chart()).values()
    [tried] = of("Job", chart(*TRY)).values()
    assert own["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert tried["metadata"]["annotations"]["helm.sh/hook"] == "pre-upgrade"
    for objects in (chart(), chart(*TRY)):
        [(_, _, spec)] = [found for found in pods(objects) if found[0].endswith("-control")]
        assert spec["initContainers"][0]["command"][:4] == ["python", "-m", "pipelines", "migrate"]


def test_secrets_are_yours_and_only_named(chart: Chart) -> None:
    token = "background-jobs-executor.service-account-token"  # Kubernetes fills it
    assert of("Secret", chart()).keys() == {trigger.SECRET, token}
    assert of("Secret", chart("events.secretName=mine")).keys() == {token}
    for _, template, container in steps(chart("secretName=mine")):
        keys = secret_keys(container)
        assert {name for name, _, _ in keys.values()} == {"mine"}, template["name"]
        assert "secretRef" not in json.dumps(container["envFrom"])
    [(_, _, spec)] = [found for found in pods(chart("secretName=mine")) if found[0].endswith("-control")]
    assert {"secretRef": {"name": "mine", "optional": False}} in spec["containers"][0]["envFrom"]


def test_steps_may_connect_with_a_role_of_their_own(chart: Chart) -> None:
    for values in ((), TRY):
        for _, _, container in steps(chart(*values, "steps.databaseKey=STEPS_DATABASE_URL")):
            assert secret_keys(container)["DATABASE_URL"] == ("background-jobs", "STEPS_DATABASE_URL", False)


def test_the_database_of_the_chart_and_the_emulators_keys_reach_the_steps_that_use_them(chart: Chart) -> None:
    own = "background-jobs-postgresql"
    for _, template, container in steps(chart(*TRY)):
        keys = secret_keys(container)
        assert keys["DATABASE_URL"] == (own, "DATABASE_URL", False)
        gdpr = "needs-gdpr" in template["metadata"]["labels"]
        assert keys.get("JOBS_GDPR_DATABASE_URL") == ((own, "JOBS_GDPR_DATABASE_URL", True) if gdpr else None)
        given = {entry["name"] for entry in container["env"] if entry.get("value") == "emulator-cluster"}
        labels = template["metadata"]["labels"]
        assert ("OPENAI_API_KEY" in given) == ("needs-llm" in labels)
        assert ("ASSEMBLYAI_API_KEY" in given) == ("needs-speech" in labels)
    assert "emulator-cluster" not in json.dumps(of("ConfigMap", chart(*TRY)))


def secret_keys(container: dict[str, Any]) -> dict[str, tuple[str, str, bool]]:
    """By variable: the secret, its key, and whether it may be missing."""
    found = {entry["name"]: entry.get("valueFrom", {}).get("secretKeyRef") for entry in container["env"]}
    return {name: (key["name"], key["key"], key.get("optional", False)) for name, key in found.items() if key}


def test_a_bucket_needs_no_volume(chart: Chart) -> None:
    objects = chart("storage.url=s3://documents/jobs")
    assert not of("PersistentVolumeClaim", objects)
    assert "persistentVolumeClaim" not in json.dumps(objects)
    assert of("ConfigMap", objects)["background-jobs"]["data"]["JOBS_STORAGE"] == "s3://documents/jobs"


def test_without_one_all_share_a_volume(chart: Chart) -> None:
    for _, template, container in steps(chart()):
        used = "needs-storage" in template["metadata"]["labels"]
        assert used == (template["name"] != "update-job-status")
        assert ({"mountPath": "/storage", "name": "storage"} in container["volumeMounts"]) == used
        volume = {"name": "storage", "persistentVolumeClaim": {"claimName": "background-jobs-storage"}}
        assert (volume in template["volumes"]) == used


def test_the_data_map_is_seen_by_the_step_that_reads_it_alone(chart: Chart) -> None:
    for _, template, container in steps(chart(*TRY)):
        mounted = [mount["name"] for mount in container["volumeMounts"]]
        assert ("data-map" in mounted) == ("needs-gdpr" in template["metadata"]["labels"])


def test_each_share_of_documents_is_a_claim(chart: Chart) -> None:
    assert not of("PersistentVolumeClaim", chart("storage.existingClaim=mine"))
    assert '"claimName": "mine"' in json.dumps(chart("storage.existingClaim=mine"))


def test_settings_win_over_the_charts_own(chart: Chart) -> None:
    made = of("ConfigMap", chart("settings.JOBS_STORAGE=s3://other/place", "settings.JOBS_LOG_LEVEL=DEBUG"))
    assert made["background-jobs"]["data"] == {
        "JOBS_STORAGE": "s3://other/place",
        "JOBS_LOG_LEVEL": "DEBUG",
    }


def test_images_come_from_where_you_say(chart: Chart) -> None:
    objects = chart(
        *TRY, "image.registry=registry.example/team/", "image.tag=v7", "image.pullSecrets[0].name=key"
    )
    images = {container["image"] for _, _, container in steps(objects)}
    images |= {
        container["image"]
        for _, _, spec in pods(objects)
        for container in [*spec["containers"], *spec.get("initContainers", [])]
    }
    assert images == {
        f"registry.example/team/background-jobs/{name}:v7" for name in ("steps", "control", "emulators")
    }
    assert all(spec["imagePullSecrets"] == [{"name": "key"}] for spec, _, _ in steps(objects))


def test_volumes_of_root_can_be_made_ours(chart: Chart) -> None:
    found = {
        container["name"]: container
        for _, _, spec in pods(chart(*TRY, "volumePermissions.enabled=true"))
        for container in spec.get("initContainers", [])
        if container["name"].startswith("own-")
    }
    assert found.keys() == {"own-data", "own-storage"}
    for container in found.values():
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"], "add": ["CHOWN"]}
        [mount] = container["volumeMounts"]
        assert f"os.chown('{mount['mountPath']}', 10001, 10001)" in container["command"][-1]
    bucket = chart("volumePermissions.enabled=true", "storage.url=s3://bucket/jobs")
    assert "own-" not in json.dumps(list(pods(bucket)))


def test_argo_events_can_be_left_out(chart: Chart) -> None:
    objects = chart("events.enabled=false", "executor=kubernetes")
    assert not {"EventBus", "EventSource", "Sensor"} & {each["kind"] for each in objects}
    assert of("Secret", objects).keys() == {"background-jobs-executor.service-account-token"}
    assert "JOBS_TRIGGER_TOKEN" not in json.dumps(objects)


def test_the_backlog_waits_outside_the_cluster(chart: Chart) -> None:
    [(_, _, spec)] = [found for found in pods(chart("liveWorkflows=7")) if found[0].endswith("-control")]
    assert {"name": "JOBS_LIVE_WORKFLOWS", "value": "7"} in spec["containers"][0]["env"]


def test_one_replica_has_no_budget_to_keep(chart: Chart) -> None:
    assert len(of("PodDisruptionBudget", chart())) == 1
    assert not of("PodDisruptionBudget", chart("control.replicas=1"))


def test_pods_of_steps_are_called_by_nobody_and_the_event_source_by_the_control_plane(chart: Chart) -> None:
    policies = of("NetworkPolicy", chart(*TRY))
    assert "ingress" not in policies["background-jobs-steps"]["spec"]
    assert policies["background-jobs-steps"]["spec"]["policyTypes"] == ["Ingress", "Egress"]
    [rule] = policies["background-jobs-event-source"]["spec"]["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": {"app.kubernetes.io/component": "control"}}}]
    components = {name.removeprefix("background-jobs-") for name in policies}
    needs = {"needs-storage", "needs-llm", "needs-speech", "needs-gdpr"}
    called = {
        "control",
        "warm",
        "warm-egress",
        "event-bus",
        "event-source",
        "sensor",
        "postgresql",
        "emulators",
    }
    assert components == called | needs | {"steps"}
    assert not of("NetworkPolicy", chart("networkPolicy.enabled=false"))


def egress(chart: Chart, name: str, *values: str) -> list[dict[str, Any]]:
    made = of("NetworkPolicy", chart(*values))[f"background-jobs-{name}"]
    return list(made["spec"]["egress"])


def test_what_steps_may_call_can_be_as_narrow_as_you_know_it(chart: Chart) -> None:
    names, api, database = egress(chart, "steps")
    only = {"ports": [{"port": 5433}]}
    for need, told in (
        ("api", [names, only, database]),
        ("database", [names, api, only]),
        ("llm", [names, api, database]),
    ):
        assert egress(chart, "steps", f"networkPolicy.stepsTo.{need}[0].ports[0].port=5433") == told
    for need in ("storage", "llm", "speech", "gdpr"):
        assert egress(chart, f"needs-{need}", f"networkPolicy.stepsTo.{need}[0].ports[0].port=5433") == [only]


def test_the_port_of_a_server_that_the_values_name_is_open_to_who_needs_it(chart: Chart) -> None:
    values = (
        "settings.OPENAI_BASE_URL=http://models.example:8000/v1",
        "settings.ASSEMBLYAI_BASE_URL=https://speech.example",
        "storage.url=s3://documents/jobs",
        "storage.endpoint=http://minio",
    )
    ports = {
        need: {port["port"] for rule in egress(chart, f"needs-{need}", *values) for port in rule["ports"]}
        for need in ("llm", "speech", "storage", "gdpr")
    }
    assert ports == {
        "llm": {443, 8000, 8289},
        "speech": {443, 8289},
        "storage": {443, 80},
        "gdpr": {5432, 6432},
    }


def test_images_can_be_pinned_by_digest(chart: Chart) -> None:
    digests = {name: f"sha256:{number:064x}" for number, name in enumerate(("steps", "control", "emulators"))}
    objects = chart(
        *TRY, "image.tag=v7", *(f"image.digests.{name}={digest}" for name, digest in digests.items())
    )
    made = {container["image"] for _, _, container in steps(objects)}
    assert made == {f"background-jobs/steps@{digests['steps']}"}
    made |= {container["image"] for _, _, spec in pods(objects) for container in spec["containers"]}
    assert made == {f"background-jobs/{name}@{digest}" for name, digest in digests.items()}
    only = chart(*TRY, f"image.digests.steps={digests['steps']}")
    assert {container["image"] for _, _, spec in pods(only) for container in spec["containers"]} == {
        f"background-jobs/{name}:0.1.0" for name in ("control", "emulators")
    }


def test_a_budget_reaches_the_workflow_its_steps_and_the_control_plane(chart: Chart, root: Path) -> None:
    objects = chart("budgets.news-analyzer=600")
    assert of("ConfigMap", objects)["background-jobs"]["data"]["JOBS_BUDGETS"] == "news-analyzer=600"
    made = of("WorkflowTemplate", objects)["news-analyzer"]["spec"]
    assert made["activeDeadlineSeconds"] == 600
    seconds = {
        part["name"]: (part["container"]["args"][5], part["activeDeadlineSeconds"])
        for part in made["templates"]
        if "container" in part
    }
    assert seconds["process-news-analyzer"] == ("375", 390)  # five times its 75, and the start of a pod
    assert seconds["validate-job"] == ("60", 75)
    told = {"news-analyzer": 600}
    here = with_budgets(load_templates(root / "k8s" / "workflows"), told)["news-analyzer"].template(
        "process-news-analyzer"
    )
    assert (str(seconds_given(here)), here.active_deadline_seconds) == seconds["process-news-analyzer"]
    others = of("WorkflowTemplate", objects)["contract-analyzer"]["spec"]
    assert others == of("WorkflowTemplate", chart())["contract-analyzer"]["spec"]
