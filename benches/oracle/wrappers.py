#!/usr/bin/env python3
"""Reads which functions of `core/lib` do nothing but call another one with what they are given.

    wrappers.py HTDOCS...

For each function of that kind: what it calls, whether it prints or returns that, how many of the trees say so, and the number of arguments from
which on both have the same defaults in all of them. `src/core_facts/wrappers.rs` holds those that the core calls deprecated or dropped.
"""
import collections
import pathlib
import re
import sys

FUNCTION = re.compile(r"^function\s+&?(\w+)\s*\((.*?)\)\s*(?::\s*\??\w+\s*)?\n?\{(.*?)^\}", re.M | re.S)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|#[^\n]*", re.S)


def parameters(text):
    found = []
    for part in re.split(r",(?![^(]*\))", text):
        name = re.search(r"\$\w+", part)
        if name:
            found.append((name.group(), part.partition("=")[2].strip().replace('"', "'")))
    return found


def main():
    found, signatures = collections.defaultdict(collections.Counter), collections.defaultdict(set)
    for tree in map(pathlib.Path, sys.argv[1:]):
        functions = {}
        for path in sorted(tree.glob("core/lib/*.php")):
            for name, params, body in FUNCTION.findall(path.read_text("utf-8", "replace")):
                functions[name] = (parameters(params), body)
        for name, (params, body) in functions.items():
            statements = [part.strip() for part in COMMENT.sub("", body).split(";") if part.strip()]
            call = re.match(r"^(return|print)\s+(\w+)\((.*)\)$", statements[0], re.S) if len(statements) == 1 else None
            if not call or call[2] not in functions:
                continue
            given = [part.strip() for part in call[3].split(",") if part.strip()]
            if given != [param for param, _ in params]:
                continue
            theirs = functions[call[2]][0]
            differ = [i for i, (_, default) in enumerate(params) if i >= len(theirs) or theirs[i][1] != default]
            found[name][(call[1], call[2])] += 1
            signatures[name].add(max(differ, default=-1) + 1)
    for name, calls in sorted(found.items()):
        for (how, called), trees in calls.items():
            print(f"{name}: {how} {called}, in {trees} trees, from {max(signatures[name])} arguments on")


if __name__ == "__main__":
    main()
