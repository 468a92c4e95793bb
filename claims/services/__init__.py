"""Every change of state: keyword-only, typed, `now` passed in (aware), one transaction each.

Each function writes its Event in the same transaction as the change. A caller who lost a
race gets a subclass of `RaceLost`; input against a rule, a subclass of `RuleBroken` or
Django's ValidationError with the field's name.
"""
