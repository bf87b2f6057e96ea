"""What each value of the chart changes."""

from __future__ import annotations

import json

from pipelines.core import trigger
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
    assert of("Secret", chart()).keys() == {trigger.SECRET}
    assert not of("Secret", chart("events.secretName=mine"))
    for _, _, container in steps(chart("secretName=mine")):
        assert {"secretRef": {"name": "mine", "optional": False}} in container["envFrom"]


def test_a_bucket_needs_no_volume(chart: Chart) -> None:
    objects = chart("storage.url=s3://documents/jobs")
    assert not of("PersistentVolumeClaim", objects)
    assert "persistentVolumeClaim" not in json.dumps(objects)
    assert of("ConfigMap", objects)["background-jobs"]["data"]["JOBS_STORAGE"] == "s3://documents/jobs"


def test_without_one_all_share_a_volume(chart: Chart) -> None:
    for _, template, container in steps(chart()):
        assert {"mountPath": "/storage", "name": "storage"} in container["volumeMounts"]
        assert {
            "name": "storage",
            "persistentVolumeClaim": {"claimName": "background-jobs-storage"},
        } in template["volumes"]
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
    assert not {"EventBus", "EventSource", "Sensor", "Secret"} & {each["kind"] for each in objects}
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
    assert policies["background-jobs-steps"]["spec"]["policyTypes"] == ["Ingress"]
    [rule] = policies["background-jobs-event-source"]["spec"]["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": {"app.kubernetes.io/component": "control"}}}]
    components = {name.removeprefix("background-jobs-") for name in policies} - {"steps"}
    assert {"control", "event-bus", "event-source", "sensor", "postgresql", "emulators"} == components
    assert not of("NetworkPolicy", chart("networkPolicy.enabled=false"))
    limited = of("NetworkPolicy", chart("networkPolicy.stepsTo[0].ports[0].port=5432"))
    assert limited["background-jobs-steps"]["spec"]["egress"] == [{"ports": [{"port": 5432}]}]
