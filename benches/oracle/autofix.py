#!/usr/bin/env python3
"""Repairs copies of modules with `dolivet check --fix` and holds what came out against PHP.

    autofix.py DOLIVET TARGET WORK MODULE...

Each module is copied below WORK (which must not exist). Told are: places and files repaired, files that `php -l` takes before and refuses after,
whether a second run changes nothing, and whether the findings after are those before less what was repaired.
"""
import collections
import json
import pathlib
import shutil
import subprocess
import sys


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def findings(dolivet, module, target):
    told = json.loads(run(dolivet, "check", str(module), "--target", target, "--format", "json", "--no-git").stdout)
    count = collections.Counter()
    for finding in told["findings"]:
        places = {(p["file"], p.get("line"), p.get("column")) for p in [finding["place"], *(r["place"] for r in finding["related"])]}
        count[(finding["rule"], finding["module"]["class"] if finding["module"] else "")] += len(places)
    return count


def accepted(path):
    return run("php", "-l", str(path)).returncode == 0


def main():
    dolivet, target, work, *modules = sys.argv[1:]
    work = pathlib.Path(work)
    work.mkdir()
    total = collections.Counter()
    for module in map(pathlib.Path, modules):
        copy = work / module.name
        shutil.copytree(module, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        before = findings(dolivet, copy, target)
        texts = {path: path.read_bytes() for path in copy.rglob("*.php") if path.is_file()}
        told = run(dolivet, "check", str(copy), "--target", target, "--fix", "--no-git", "--format", "json").stderr
        changed = [path for path, text in texts.items() if path.read_bytes() != text]
        broken = []
        for path in changed:
            after = path.read_bytes()
            if not accepted(path):
                path.write_bytes(texts[path])
                if accepted(path):
                    broken.append(path)
                path.write_bytes(after)
        again = run(dolivet, "check", str(copy), "--target", target, "--diff", "--no-git").stdout
        after = findings(dolivet, copy, target)
        fixed = {rule for rule, _ in before - after}
        others = sorted(str(key) for key in (set(before) | set(after)) if not key[0].startswith(("deprecated-", "php-syntax-", "session-token")) and before[key] != after[key])
        total.update(modules=1, changed=len(changed), broken=len(broken), again=bool(again), others=len(others))
        total.update({"before": sum(before[k] for k in before if k[0] in ACCESSORS), "after": sum(after[k] for k in after if k[0] in ACCESSORS)})
        total.update({f"token-{when}": sum(count[k] for k in count if k[0] == "session-token") for when, count in (("before", before), ("after", after))})
        total["places"] += sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("repaired "))
        if broken or again or others:
            print(module.name, "broken", [str(p) for p in broken], "again", len(again), "others", others)
        print(f"{module.name}: {len(changed)} files; {sorted(fixed)}; {told.strip()}", file=sys.stderr)
    print(dict(total))


ACCESSORS = {"deprecated-global", "deprecated-enabled", "deprecated-rights", "session-token"}

if __name__ == "__main__":
    main()
