"""One job on this machine: the rendered template's steps in order, each with its retries, then the exit handler.

A container may run several steps, one after the other; where its process is killed, the exit of the step that was
running is recorded from here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.control.executors.local.chain import LATE, Chain, Part, part_of
from pipelines.control.executors.local.failure import Failure
from pipelines.control.executors.local.job_time import JobTime
from pipelines.control.executors.local.pool import Pool
from pipelines.control.exit_reason import KILLED, broke_its_process
from pipelines.core.rendered.backoff import Ended, next_wait, seconds, unavailable_wait
from pipelines.core.rendered.container import step_arguments, steps_in
from pipelines.core.rendered.graph import steps_of
from pipelines.core.rendered.straight_line import straight_line
from pipelines.core.rendered.template import Template, WorkflowTemplate, dependencies, holds
from pipelines.core.rendered.variables import exit_variables, inputs, workflow_variables
from steps.core.errors import ConfigurationError, Unavailable

DEFAULT_STEP_SECONDS = 7200.0
MOST_BROKEN = 2  # of a job's processes, before it goes on elsewhere
NOT_BEGUN = "database_unavailable: PostgreSQL did not answer before the step's time was over"


@dataclass(frozen=True)
class Earlier:
    """What is known of a step from before this executor took the job: attempts that count, and how many seconds ago
    the first began, without those in which nobody could work on the job."""

    attempts: int
    seconds: float


class Moved(Exception):
    """The job goes on elsewhere."""


RecordExit = Callable[[str, Ended], Awaitable[None]]
RecordWait = Callable[[Ended], Awaitable[None]]
WasBegun = Callable[[str, float], Awaitable[bool]]
Move = Callable[[Ended], Awaitable[bool]]


@dataclass(eq=False)
class Workflow:
    """`record_exit` ends an attempt whose process could not; `record_wait` says what the job waits for that no job is
    at fault for; `was_begun` asks whether an attempt of a step was begun in the last so many seconds; `move` lets go
    of a job that broke its processes, if somebody else takes it."""

    job_id: str
    name: str
    template: WorkflowTemplate
    pool: Pool
    record_exit: RecordExit
    record_wait: RecordWait
    was_begun: WasBegun
    time: JobTime
    move: Move | None = None
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    speed: float = 1.0
    failures: list[Failure] = field(default_factory=list)
    broken: int = 0  # processes that ran out of memory or crashed
    waiting: int = 0  # steps that sit out a backoff right now
    active: set[str] = field(default_factory=set)  # steps that have a process right now
    woken: asyncio.Event = field(default_factory=asyncio.Event)  # the provider says that it is done
    variables: dict[str, str] = field(init=False)
    line: list[Template] = field(init=False)  # one worker runs these one after the other
    chain: Chain | None = None

    def __post_init__(self) -> None:
        self.variables = workflow_variables(self.template, self.name, self.job_id)
        self.line = straight_line(self.template)

    async def run(self) -> str:
        """Run to the end and return Succeeded or Failed. The exit handler runs in both cases, with its own time.
        Errors: ConfigurationError `exit_handler_failed`, `unsupported_template`, `unknown_template`; Moved."""
        spec = self.template.spec
        try:
            try:
                async with self.time.limited():
                    succeeded = await self._template(spec.entrypoint, self.variables)
            except TimeoutError:
                succeeded = False
                self.failures.append(Failure(spec.entrypoint, "Step exceeded its deadline"))
                await self._end_chain(told=True)
                # Its worker may have begun any step after the one that was waited for.
                for step in self.active.union(*map(steps_of, self.line)):
                    await self.record_exit(step, Ended(KILLED, "the job exceeded its deadline"))
                self.active.clear()
            told = exit_variables(None if succeeded else [failure.entry() for failure in self.failures])
            if spec.on_exit is not None:
                handler = self.template.template(spec.on_exit)
                self.time.over = False
                if not await self._template(handler.name, {**self.variables, **told}):
                    raise ConfigurationError("exit_handler_failed", f"{spec.on_exit} did not end well")
            return told["workflow.status"]
        finally:
            await self._end_chain(told=False)

    async def _end_chain(self, *, told: bool) -> None:
        """A worker that has begun the next step, and nobody waits for it."""
        chain, self.chain = self.chain, None
        if chain is not None and chain.goes_on:
            await chain.end(told=told)

    async def _template(self, name: str, variables: Mapping[str, str]) -> bool:
        template = self.template.template(name)
        if template.dag:
            return await self._dag(template, variables)
        if template.steps is not None:
            return await self._groups(template, variables)
        return await self._step(template, variables)

    async def _groups(self, template: Template, variables: Mapping[str, str]) -> bool:
        """A `steps` template: one group after the other, what is in a group at once; what may not run is skipped."""
        for group in template.steps or []:
            started = [
                self._template(entry.template, {**variables, **inputs(entry.arguments, variables)})
                for entry in group
                if holds(entry.when, variables)
            ]
            if not all(await asyncio.gather(*started)):
                return False
        return True

    async def _dag(self, template: Template, variables: Mapping[str, str]) -> bool:
        """Start each task when all it depends on has succeeded; after a failure no further one starts (failFast)."""
        assert template.dag is not None  # noqa: S101  the caller looked
        outcome: dict[str, bool] = {}
        running: dict[asyncio.Task[bool], str] = {}
        todo = {task.name: task for task in template.dag.tasks}
        try:
            while True:
                for task in list(todo.values()):
                    if all(outcome.get(name) for name in dependencies(task)):
                        del todo[task.name]
                        known = {**variables, **inputs(task.arguments, variables)}
                        started = asyncio.create_task(self._template(task.template, known))
                        running[started] = task.name
                if not running:
                    return not todo and all(outcome.values())
                ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for done in ended:
                    outcome[running.pop(done)] = done.result()
                if template.dag.fail_fast and not all(outcome.values()):
                    todo.clear()
                    if not running:
                        return False
        finally:
            for task_left in running:
                task_left.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _step(self, template: Template, variables: Mapping[str, str]) -> bool:
        """One container template: attempts until it is done or its retryStrategy says no."""
        arguments = step_arguments(template, variables)
        steps = steps_in(arguments)
        earlier = [self.earlier[step] for step in steps if step in self.earlier]
        attempts = sum(known.attempts for known in earlier)
        waits = 0
        first = self.time.clock.now() - max((known.seconds for known in earlier), default=0.0)
        while True:
            began = self.time.clock.now()
            self.active.update(steps)
            ended = await self._attempt(template, arguments, first)
            self.active.difference_update(steps)
            await self.time.settle()
            if ended.exit_code == 0:
                return True
            if ended.unavailable:
                await self.record_wait(ended)
                with self.time.idle.waiting():
                    await self._wait(unavailable_wait(waits) / self.speed, polls=False)
                await self.time.settle()
                waits, first = waits + 1, first + self.time.clock.now() - began  # no time of its retries
                continue
            attempts, waits = attempts + 1, 0
            for step in steps:
                await self.record_exit(step, ended)
            wait = next_wait(template.retry_strategy, attempts, self.time.clock.now() - first, ended)
            if isinstance(wait, str):
                self.failures.append(Failure(template.name, ended.message or wait))
                return False
            await self._move_if_broken(ended)
            await self._wait(wait / self.speed, polls=template.polls)

    async def _move_if_broken(self, ended: Ended) -> None:
        """Errors: Moved, where its processes broke again and again and somebody else goes on with it."""
        self.broken += broke_its_process(ended)
        if self.broken >= MOST_BROKEN and self.move is not None and await self.move(ended):
            raise Moved

    async def _wait(self, pause: float, *, polls: bool) -> None:
        """Sit out a backoff; a poll step looks again at once when its provider says that it is done."""
        self.waiting += 1
        try:
            if polls:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self.woken.wait()
                self.woken.clear()
            else:
                await asyncio.sleep(pause)
        finally:
            self.waiting -= 1

    async def _attempt(self, template: Template, arguments: list[str], first: float) -> Ended:
        limit = float(template.active_deadline_seconds or DEFAULT_STEP_SECONDS)
        backoff = template.retry_strategy.backoff if template.retry_strategy else None
        if backoff is not None and backoff.max_duration is not None:
            limit = min(limit, first + seconds(backoff.max_duration) - self.time.clock.now())
        if limit <= 0:
            return Ended(KILLED, LATE)
        with self.time.idle.attempt() as begun:
            try:
                if self.chain is None or not self.chain.goes_on:
                    self.chain = await self.pool.begin(
                        [part_of(template, arguments), *self._following(template)]
                    )
                begun()
                ended = await self.chain.answer(limit, lambda: self.time.over)
            except Unavailable as error:
                return Ended(error.exit_code, str(error), unavailable=True)
        if ended.message == LATE and not await self._any_begun(steps_in(arguments), ended.seconds):
            ended = replace(ended, message=NOT_BEGUN, unavailable=True)
        if ended.unavailable:
            self.time.idle.wasted(ended.seconds)
        return ended

    def _following(self, template: Template) -> list[Part]:
        """What its worker goes on with once it is done, where nothing but that decides."""
        place = next((place for place, one in enumerate(self.line) if one is template), len(self.line))
        known = {**self.variables, **exit_variables(None)}
        return [part_of(one, step_arguments(one, known)) for one in self.line[place + 1 :]]

    async def _any_begun(self, steps: Sequence[str], seconds: float) -> bool:
        """Errors on the side of an attempt: what was begun a second before counts as well."""
        begun = [await self.was_begun(step, seconds + 1.0) for step in steps]
        return any(begun)
