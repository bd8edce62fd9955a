"""The prompt templates: a folder a genre; what genres have in common is in `shared`."""
