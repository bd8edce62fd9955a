"""The command line: each command is a thin face of a library call."""

from llmextract.cli.commands import main

__all__ = ["main"]
