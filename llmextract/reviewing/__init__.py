"""Review pages: one self-contained HTML file a report, and an index of them.

The source stands beside the fields, every number coloured by kind and verdict; a person decides, and saves the
decisions as a file for `llmextract apply`. Pages work from disk, load nothing from elsewhere and run no script but
their own.
"""

from llmextract.reviewing.names import index_file, page_file
from llmextract.reviewing.writing import Reviewed, review

__all__ = ["Reviewed", "index_file", "page_file", "review"]
