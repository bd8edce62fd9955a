"""The prompt templates: a folder a genre."""
