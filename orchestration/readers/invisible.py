"""Characters that nobody sees, which make one word two."""

from __future__ import annotations

import re
from typing import Final

# Unicode's format characters but for the soft hyphen: zero-width spaces and joiners, marks and
# controls of writing direction, annotations, tags; and the selectors of a glyph's variant.
_INVISIBLE: Final = re.compile(
    "[\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)


def without_invisible(text: str) -> str:
    """Return the text as a reader of the page sees it."""
    return _INVISIBLE.sub("", text)
