"""What an agreement is: records, code lists, dates and ids.

Every stage of Hermana passes these records to the next, and this package imports none of them.
"""
