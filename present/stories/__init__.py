"""Guided before-and-afters: what is reported, what the model says of it, what that rests on. Pure."""

from present.stories import adelaide, darwin, sydney

CASES = {case.key: case for case in (adelaide.CASE, darwin.CASE, sydney.CASE)}
