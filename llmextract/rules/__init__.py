"""The rules: a schema's cues as an extractor, and as the second opinion on every answer of a model."""
