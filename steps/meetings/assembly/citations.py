"""From what a reader cites to evidence: looked up in the turn it names, else anywhere, else dropped and counted."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.models import Evidence
from steps.core.text.grounding import Grounding
from steps.meetings.transcripts.transcript import Transcript
from steps.meetings.wire import Cite


class Citations:
    """The quotes of one transcript. `grounding` counts them."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self.grounding = Grounding(transcript.spoken)

    def evidence(self, cites: Sequence[Cite]) -> list[Evidence]:
        """The passages that these quotes are, in the transcript's own words and order, each once."""
        found = {(hit.start, hit.end): hit for cite in cites for hit in self._look_up(cite)}
        return [found[place] for place in sorted(found)]

    def _look_up(self, cite: Cite) -> list[Evidence]:
        if cite.turn < len(self._transcript.turns):
            base = self._transcript.starts[cite.turn]
            hit = self.grounding.peek(cite.quote, after=base)
            if hit and hit.end <= base + len(self._transcript.turns[cite.turn].text):
                self.grounding.found += 1
                return self._transcript.evidence(hit.start, hit.end)
        hits = self.grounding.statement(cite.quote)
        return [piece for hit in hits for piece in self._transcript.evidence(hit.start, hit.end)]
