"""One tokenizer for all languages: whole words of spaced scripts, single characters of Han, kana and hangul.

Needs no dictionary, and every name, date and cue begins and ends at one of its borders.
"""

import re
from collections.abc import Callable

from spacy.language import Language as Nlp
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

_JOINED = "\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
_TOKEN = re.compile(rf"\s+|\d+|[^\W\d{_JOINED}]+|.", re.DOTALL)


class ScriptTokenizer:
    """Cuts a text into words, numbers, single ideographs and single signs; `Doc.text` is the text again."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The text as a `Doc`."""
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _TOKEN.findall(text):
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


@registry.tokenizers("hermana.ScriptTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Nlp], ScriptTokenizer]:
    """What a pipeline's config calls to get a `ScriptTokenizer`."""
    return lambda nlp: ScriptTokenizer(nlp.vocab)
