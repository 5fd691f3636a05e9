"""The pure core: schedules, sessions' times, clock changes, the account. No Flask, no database.

Importing it pins the source of time zones: the PyPI package tzdata, never the machine's own copy.
"""
