"""Places: from the name of a place in China to its administrative division."""

from llmextract.places.divisions import Division, Level
from llmextract.places.naming import Located, locate
from llmextract.places.of_result import located

__all__ = ["Division", "Level", "Located", "locate", "located"]
