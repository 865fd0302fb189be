"""The error that is told to people and not traced back."""


class MendableError(Exception):
    """Something that whoever runs Hermana can mend. The message names the thing, its place and the mend."""
