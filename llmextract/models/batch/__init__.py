"""A relay folder's requests through OpenAI's Batch API, or through a service that imitates it.

`submit` sends what waits in requests.jsonl, `status` asks how far it is, `fetch` puts the answers beside the others.
What was sent is noted in batches.jsonl, so that nothing is paid for twice, whenever a command is killed.

Importing this loads neither openai nor tenacity.
"""

from __future__ import annotations

from llmextract.models.batch.fetching import Fetched, FetchedBatch, fetch
from llmextract.models.batch.progress import BatchStatus, status
from llmextract.models.batch.remote import Endpoint
from llmextract.models.batch.sending import Submitted, SubmittedBatch, submit

__all__ = [
    "BatchStatus",
    "Endpoint",
    "Fetched",
    "FetchedBatch",
    "Submitted",
    "SubmittedBatch",
    "fetch",
    "status",
    "submit",
]
