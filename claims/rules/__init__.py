"""Pure rules: no Django, no database, no clock. Whoever calls passes `now`."""
