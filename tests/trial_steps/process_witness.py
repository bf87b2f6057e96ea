"""Needs the language model alone, and tells what it was given: variables, settings, and what Context refuses."""

from __future__ import annotations

import os
import subprocess

from steps.core.context import Context
from steps.core.errors import StepError
from steps.core.models import Model
from steps.core.needs import Need

NEEDS = frozenset({Need.LLM})


class Input(Model):
    pass


class Output(Model):
    variables: list[str]
    inherited: list[str]
    settings: dict[str, bool]
    refused: dict[str, str]


def run(input: Input, context: Context) -> Output:
    child = subprocess.run(["env", "-0"], capture_output=True, text=True, check=True).stdout
    settings = context.settings
    return Output(
        variables=sorted(os.environ),
        inherited=sorted(line.partition("=")[0] for line in child.split("\0") if line),
        settings={
            "llm": settings.openai_api_key is not None,
            "speech": settings.assemblyai_api_key is not None,
            "gdpr": settings.gdpr_database_url is not None,
            "storage": settings.storage is not None,
        },
        refused={name: code for name in ("storage", "llm", "speech") if (code := _refusal(context, name))},
    )


def _refusal(context: Context, name: str) -> str:
    try:
        getattr(context, name)
    except StepError as error:
        return error.code
    return ""
