"""From the canonical tables to a scenario: every number with its interval and with what it rests on."""
