"""The declared rules: which kinds a pair can have several of, and which kinds may name one instrument."""

from agreements.codes import Kind, Stage

#: Relations that a set of governments has once, however often and with whatever dates it is told.
ONE_PER_PAIR = frozenset({Kind.SISTER_CITY, Kind.FRIENDSHIP})

#: Instruments that a set of governments can sign again and again: their dates tell them apart.
MANY_PER_PAIR = frozenset(Kind) - ONE_PER_PAIR

#: Kinds by which two documents may call one instrument. They join only when both give the same day.
CLOSE_KINDS = (
    frozenset({Kind.SISTER_CITY, Kind.FRIENDSHIP}),
    frozenset({Kind.MEMORANDUM, Kind.LETTER_OF_INTENT, Kind.COOPERATION}),
)

#: The more specific kind first: which one to take when sources of equal weight differ.
SPECIFIC_FIRST = (
    Kind.SISTER_CITY,
    Kind.FRIENDSHIP,
    Kind.MEMORANDUM,
    Kind.LETTER_OF_INTENT,
    Kind.COOPERATION,
    Kind.DEVELOPMENT_COOPERATION,
    Kind.NETWORK,
    Kind.OTHER,
)

#: Stages of which nothing follows about a signing. They never make an agreement signed.
PROMISES = frozenset({Stage.PROPOSED, Stage.ANNOUNCED})

#: The furthest stage first. `signed` stands before `in_force`: one of the sources narrates the act.
FURTHEST_FIRST = (
    Stage.ENDED,
    Stage.RENEWED,
    Stage.SIGNED,
    Stage.IN_FORCE,
    Stage.ANNOUNCED,
    Stage.PROPOSED,
)
