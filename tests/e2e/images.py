"""Builds the images and hands them to the cluster of the current context, whichever kind it is."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.kube import run

ROOT = Path(__file__).resolve().parents[2]
TEST_CLUSTER = ROOT.parent / "shared" / "cluster" / "image"  # builds and loads in one
LOADERS = {  # by the beginning of the context's name; what follows it is the cluster's
    "kind-": ("kind", "load", "docker-image", "--name"),
    "k3d-": ("k3d", "image", "import", "--cluster"),
    "minikube": ("minikube", "image", "load", "-p"),
}


def build_all(version: str) -> None:
    """Errors: AssertionError for a cluster that we do not know how to hand an image to."""
    context = run("kubectl", "config", "current-context").strip()
    for image in ("steps", "control", "emulators"):
        _build(context, f"background-jobs/{image}:{version}", ROOT / "images" / f"{image}.Dockerfile")


def _build(context: str, tag: str, file: Path) -> None:
    if context == "test-cluster":
        run(str(TEST_CLUSTER), tag, str(ROOT), str(file), seconds=600)
        return
    loaders = [
        (*loader, context.removeprefix(start) or context)
        for start, loader in LOADERS.items()
        if context.startswith(start)
    ]
    assert loaders, f"hand {tag} to {context} yourself, and set JOBS_E2E_IMAGES=there"
    assert shutil.which("docker"), "docker builds the images for kind, k3d and minikube"
    run("docker", "build", "-q", "-t", tag, "-f", str(file), str(ROOT), seconds=600)
    run(*loaders[0], tag, seconds=300)
