#!/usr/bin/env python3
"""Reads from cores which hooks add what methods leave in `resprints` to a query, and never print it.

    hooks.py HTDOCS...

Prints the lines of `rules/hooks/queries.txt`: hooks whose result is added to a query at some place, and printed or put anywhere else at none. Between two calls of `executeHooks` all belongs to the first. A place that does nothing with the result is told on standard error.
"""
import collections
import pathlib
import re
import sys

CALL = re.compile(r"->executeHooks\(\s*(?:(['\"])(\w+)\1)?")
RESULT = re.compile(r"(?P<before>[^;{}]*?)->resPrint\b")
ADDED = re.compile(r"(\$\w[\w>-]*)\s*\.?=\s*(?:\([^=;]*\?)?[^=;?]*$")
QUERY = re.compile(r"^\$(sql\w*|this->sql_\w+|this->where|object->next_prev_filter)$", re.I)


def main():
    added, dropped, others = set(), collections.Counter(), set()
    for htdocs in map(pathlib.Path, sys.argv[1:]):
        for path in sorted(htdocs.rglob("*.php")):
            text = path.read_text(errors="replace")
            calls = list(CALL.finditer(text))
            ends = [call.start() for call in calls[1:]] + [len(text)]
            for call, end in zip(calls, ends):
                name, after = call.group(2), text[call.end() : min(end, call.end() + 2500)]
                if not name or "/custom/" in str(path) or "/includes/" in str(path):
                    continue
                after = re.sub(r"(?m)(//|#).*$", "", after)
                uses = [found.group("before") for found in RESULT.finditer(after)]
                if not uses:
                    dropped[name] += 1
                for use in uses:
                    if re.search(r"\b(print|echo)\b|<\?=|\?>", use):
                        others.add(name)
                    elif found := ADDED.search(use):
                        (added if QUERY.match(found.group(1)) else others).add(name)
    for name in sorted(added - others):
        print(name)
        if dropped[name]:
            print(f"{name}: {dropped[name]} places drop it", file=sys.stderr)


main()
