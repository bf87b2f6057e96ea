"""The provider's webhook, if one is configured: it says that a transcript is done, so nobody waits for the next poll.

Polling stays what the job relies on. The header proves that the caller knows what we told the provider about this job.
https://www.assemblyai.com/docs/deployment/webhooks
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from steps.core.settings import Settings

HEADER = "X-Jobs-Proof"


def proof_for(secret: str, job_id: str) -> str:
    """HMAC-SHA256 in hex: another job's proof, or the proof itself, does not give the secret away."""
    return hmac.new(secret.encode(), job_id.encode(), hashlib.sha256).hexdigest()


def webhook_options(settings: Settings, job_id: str) -> dict[str, Any]:
    """What to add to a submission; nothing where no webhook is configured."""
    url, secret = settings.assemblyai_webhook_url, settings.assemblyai_webhook_secret
    if url is None or secret is None:
        return {}
    return {
        "webhook_url": f"{url}?job={job_id}",
        "webhook_auth_header_name": HEADER,
        "webhook_auth_header_value": proof_for(secret.get_secret_value(), job_id),
    }
