"""The world's governments by name, in six languages: finding them in text, looking them up, telling namesakes apart.

`names` finds and looks up, `link` decides which of several namesakes is meant, `fold` says when two
spellings are one name, `sounds` when a name in kana or hangul is a Spanish or Portuguese one, `build`
makes the shipped data (`data/`) from named sources (`sources/`).
"""
