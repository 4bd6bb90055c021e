#!/usr/bin/env python3
"""Holds `dolivet sbom` against a second reading of Composer's files, and shows the line that each other library was known by.

    python3 benches/oracle/sbom.py DOLIVET MODULE…

Counts packages of `installed.json` whose directory is there and that the bill lacks, and packages in the bill that no such file names. What is
known by its own files is printed with the text around its version, to be read by a person.
"""

import json
import os
import subprocess
import sys


def installed(module):
    """Name and version of every package that Composer wrote down and whose directory has a file."""
    found = set()
    for base, dirs, files in os.walk(module):
        dirs[:] = [name for name in dirs if name != ".git"]
        if os.path.basename(base) != "composer" or "installed.json" not in files:
            continue
        with open(os.path.join(base, "installed.json"), encoding="utf-8") as file:
            read = json.load(file)
        for package in read if isinstance(read, list) else read["packages"]:
            path = package.get("install-path") or "../" + package["name"]
            where = os.path.normpath(os.path.join(base, path))
            if any(names for _, _, names in os.walk(where)):
                found.add((package["name"], package["version"]))
    return found


def libraries(component):
    """Every library of a bill, however deep it lies."""
    for inner in component.get("components", []):
        if inner["type"] == "library":
            yield inner
        yield from libraries(inner)


def shown(module, library):
    """The text around a version in the file that tells of it."""
    place = library["evidence"]["occurrences"][0]["location"]
    with open(os.path.join(module, place), "rb") as file:
        text = file.read(65536).decode("latin-1")
    version = library.get("version")
    at = text.find(version) if version else -1
    return repr(text[max(0, at - 45):at + 20]) if at >= 0 else "-"


def main():
    dolivet, modules = sys.argv[1], sys.argv[2:]
    lacking = invented = packages = others = 0
    for module in modules:
        bill = json.loads(subprocess.run([dolivet, "sbom", "--no-git", module], capture_output=True, check=False).stdout)
        wanted, told = installed(module), set()
        for library in libraries(bill):
            name = "/".join(filter(None, [library.get("group"), library["name"]]))
            if library["evidence"]["occurrences"][0]["location"].endswith("composer/installed.json"):
                told.add((name, library["version"]))
            else:
                others += 1
                print(f"{os.path.basename(module)}: {name} {library.get('version')}  {shown(module, library)}")
        packages += len(wanted)
        for name, version in sorted(wanted - told):
            lacking += 1
            print(f"{os.path.basename(module)}: LACKING {name} {version}")
        for name, version in sorted(told - wanted):
            invented += 1
            print(f"{os.path.basename(module)}: INVENTED {name} {version}")
    print(f"{packages} packages: {lacking} lacking, {invented} invented; {others} other libraries")


main()
