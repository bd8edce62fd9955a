"""The number reader: every number of a Chinese official text or of English prose, with place, value, unit and kind.

Usable alone, and light: it imports nothing of models or schemas.

>>> [(m.text, m.kind.value) for m in scan("2024年收到申请206件,实质化解率为96.76%。")]
[('2024年', 'date'), ('206件', 'quantity'), ('96.76%', 'rate')]
"""

from llmextract.numbers.mention import Mention
from llmextract.numbers.scan import scan

__all__ = ["Mention", "scan"]
