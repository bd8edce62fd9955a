"""The gate: claims, the checks on them, findings, verdicts and the ledger. It imports nothing of models."""
