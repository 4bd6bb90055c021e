#!/usr/bin/env python3
"""Holds dolivet's reading of descriptors against PHP's own.

    dolivet inventory CUSTOM --properties --no-git > mine.json
    compare.py mine.json TRUTH_DIRECTORY [RELEASE] [--list]

TRUTH_DIRECTORY has one file a descriptor, named by its path below CUSTOM with `__` for `/` and `.json` behind, as dump.php
prints it. RELEASE (22 when not given) is the major release that made them: a value that depends on the release alone is
known when it is the right one there. Exit code 1 when a value is wrong or a descriptor that PHP refuses is not reported.
"""
import collections
import json
import pathlib
import sys


def same_scalar(mine, truth):
    if isinstance(mine, bool) or isinstance(truth, bool):
        return mine is truth
    if isinstance(mine, (int, float)) and isinstance(truth, (int, float)):
        return abs(mine - truth) < 1e-9
    return type(mine) is type(truth) and mine == truth


def choose(choices, release):
    """The choice that holds on the release, when nothing else decides."""
    for choice in choices:
        tests = choice["when"]
        if tests and all("true_on" in t and (release in t["true_on"]) == t["holds"] for t in tests):
            return choice["value"]
    return None


def compare(mine, truth, release):
    """(known, right, reasons); `right` is judged for what is known."""
    if isinstance(mine, dict):
        if "$unknown" in mine:
            return False, True, [mine["$unknown"]["reason"]]
        if "$one_of" in mine:
            chosen = choose(mine["$one_of"], release)
            return (False, True, ["choice"]) if chosen is None else compare(chosen, truth, release)
        if "$open" in mine:
            return False, True, ["open"]
    if not isinstance(mine, (dict, list)):
        return True, same_scalar(mine, truth), []
    if not isinstance(truth, (dict, list)):
        return True, False, []
    # PHP's JSON writes lists as arrays and may have sorted the keys of objects.
    pairs = lambda v: dict(enumerate(v)) if isinstance(v, list) else v
    mine, truth = pairs(mine), pairs(truth)
    if {str(k) for k in mine} != {str(k) for k in truth}:
        return True, False, []
    truth = {str(k): v for k, v in truth.items()}
    parts = [compare(v, truth[str(k)], release) for k, v in mine.items()]
    return all(p[0] for p in parts), all(p[1] for p in parts), [r for p in parts for r in p[2]]


def main():
    args = [a for a in sys.argv[1:] if a != "--list"]
    read = json.load(open(args[0], encoding="utf-8"))["modules"]
    release = int(args[2]) if len(args) > 2 else 22
    count = collections.Counter()
    reasons = collections.Counter()
    bad = []
    for module in read:
        # The truth's names begin at the modules' root, the shown paths at the opened directory.
        parts = module["file"].split("/")
        names = ["__".join(parts[i:]) + ".json" for i in range(len(parts))]
        path = next((p for p in (pathlib.Path(args[1], n) for n in names) if p.is_file()), pathlib.Path(args[1], names[0]))
        if not path.is_file():
            count["without truth"] += 1
            continue
        truth = json.loads(path.read_text(encoding="utf-8"))
        if "error" in truth:
            count["refused by PHP"] += 1
            if module["faults"]:
                count["refused and reported"] += 1
            else:
                bad.append((module["file"], "not reported", truth["error"][:200]))
            print("refused:", module["file"], "|", truth["error"][:120], "|", [f["kind"] for f in module["faults"]])
            continue
        if module["php4_constructor"]:
            # PHP 8 does not call it; dolivet says so and shows what PHP 7 would make of the module.
            count["PHP 4 constructor"] += 1
            continue
        if module["faults"]:
            bad.append((module["file"], "reported, but PHP loads it", module["faults"]))
        count["descriptors"] += 1
        for name, value in truth["properties"].items():
            count["pairs"] += 1
            if name in module["properties"]:
                known, right, why = compare(module["properties"][name], value, release)
            else:
                known, right, why = False, True, ["absent"]
            if not right:
                bad.append((module["file"], name, module["properties"].get(name), value))
            elif known:
                count["known"] += 1
            else:
                count["unknown"] += 1
                reasons[why[0]] += 1
                if "--list" in sys.argv:
                    print("unknown:", module["file"], name, why[:3])
    for item in bad:
        print("WRONG", *(str(part)[:300] for part in item), sep=" | ")
    print(dict(count), "wrong:", len(bad))
    print("known: %.2f %%" % (100 * count["known"] / max(1, count["pairs"])), "first reasons of the unknown:", dict(reasons))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
