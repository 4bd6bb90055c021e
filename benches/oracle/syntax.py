#!/usr/bin/env python3
"""Holds what dolivet says of PHP's syntax against the PHP on this machine.

    syntax.py DOLIVET SITE

SITE is checked for the version of `php`; each file of its modules that dolivet reads as theirs is given to `php -l` with all messages switched
on. Told are, by kind of message, places and files that both know, and those that one of them knows alone. After a message that stops
PHP it says nothing more of a file.
"""
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

KINDS = [
    ("deprecated", r"Optional parameter .* before required", "php-syntax-deprecated", "before required"),
    ("deprecated", r"Using \$\{", "php-syntax-deprecated", "${name}"),
    ("deprecated", r"Implicitly marking", "php-syntax-deprecated", "default null"),
    ("fatal", r".*", "php-syntax-", ""),
]


def asked(path):
    command = ["php", "-n", "-d", "error_reporting=-1", "-d", "display_errors=1", "-d", "html_errors=0", "-l", str(path)]
    told = subprocess.run(command, capture_output=True).stdout.decode("utf-8", "replace")
    found = []
    for level, message, line in re.findall(r"^(?:PHP )?(Deprecated|Fatal error|Parse error):\s+(.*) in .*? on line (\d+)$", told, re.M):
        wanted = "deprecated" if level == "Deprecated" else "fatal"
        kind = next((i for i, (of, pattern, _, _) in enumerate(KINDS) if of == wanted and re.match(pattern, message)), None)
        found.append((kind, int(line), message))
    return found


def main():
    dolivet, site = sys.argv[1], pathlib.Path(sys.argv[2])
    version = subprocess.run(["php", "-r", "echo PHP_MAJOR_VERSION.'.'.PHP_MINOR_VERSION;"], capture_output=True, text=True).stdout
    told = json.loads(subprocess.run([dolivet, "check", str(site), "--php", version, "--format", "json", "--no-git"], capture_output=True).stdout)
    ours = collections.defaultdict(set)
    for finding in told["findings"]:
        kind = next((i for i, (_, _, rule, word) in enumerate(KINDS) if finding["rule"].startswith(rule) and word in finding["message"]), None)
        if kind is not None:
            for place in [finding["place"], *(related["place"] for related in finding["related"])]:
                ours[kind].add((place["file"], place["line"]))
    broken = {problem["place"]["file"] for problem in told["problems"] if problem["kind"] == "syntax"}
    library = re.compile(r"(^|/)(vendor|vendors|includes|node_modules|third_party|tests?)/")
    files = [path for path in site.glob("custom/**/*.php") if path.is_file()]
    theirs, stopped = collections.defaultdict(dict), set()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for path, found in zip(files, pool.map(asked, files)):
            name = str(path.relative_to(site))
            for kind, line, message in found:
                if kind == len(KINDS) - 1:
                    stopped.add(name)
                theirs[kind][(name, line)] = message
    for kind, (_, pattern, _, word) in enumerate(KINDS):
        mine, php = ours[kind], set(theirs[kind])
        if word == "":
            mine, php = {(file, 0) for file, _ in mine} | {(file, 0) for file in broken}, {(file, 0) for file, _ in php}
        mine_alone = sorted(place for place in mine - php if word == "" or place[0] not in stopped)
        php_alone = sorted(php - mine)
        print(f"{pattern}: both {len(mine & php)}, dolivet alone {len(mine_alone)}, PHP alone {len(php_alone)}", end="")
        print(f" ({sum(1 for file, _ in php_alone if library.search(file))} of them in libraries)")
        for place in mine_alone[:20]:
            print("   dolivet alone", *place)
        for place in [place for place in php_alone if not library.search(place[0])][:20]:
            print("   PHP alone", *place, theirs[kind].get(place, ""))


if __name__ == "__main__":
    main()
