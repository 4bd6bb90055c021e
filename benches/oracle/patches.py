#!/usr/bin/env python3
"""Holds what `dolivet patches` says of changed files against Git: the exported patches, laid on the pristine files by `git apply`,
have to give the installed ones, the verdict for an update has to be that of `git merge-file`, and those exported for the target have to
give on its files what `git merge-file` gives.

    patches.py DOLIVET SITE PRISTINE TARGET

SITE, PRISTINE and TARGET are `htdocs` directories; SITE and PRISTINE are of one release.
"""
import json, os, shutil, subprocess, sys, tempfile
from collections import Counter
from pathlib import Path


def main():
    dolivet, site, pristine, target = sys.argv[1], *map(Path, sys.argv[2:5])
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        command = [dolivet, 'patches', site, '--against', pristine, '--format', 'json', '-q', '--export']
        subprocess.run([*command, work / 'series'], stdout=subprocess.DEVNULL, check=False)
        told = subprocess.run([*command, work / 'aimed', '--target', target], stdout=subprocess.PIPE, check=False).stdout
        told = json.loads(told)
        changed = [f for f in told['files'] if f['change']]
        print(f"{len(changed)} of {told['counts'].get('modified', 0)} modified files with a pristine text")
        print('exported patches:', Counter(applied(work, site, pristine, changed)))
        print('those for the target:', Counter(aimed(work, site, pristine, target, changed)))
        print('verdicts, ours and of git merge-file:')
        for pair, count in sorted(Counter((f['change']['reason'], merged(work, site, pristine, target, f['path'])) for f in changed).items()):
            print(f'  {pair[0]:10} {pair[1]:10} {count}')


def applied(work, site, pristine, changed):
    tree = work / 'tree'
    for file in changed:
        (tree / file['path']).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(pristine / file['path'], tree / file['path'])
    subprocess.run(['git', 'init', '-q', tree], check=True)
    for patch in sorted((work / 'series').iterdir()):
        if subprocess.run(['git', 'apply', '--whitespace=nowarn', patch], cwd=tree, check=False).returncode:
            yield 'refused by git apply'
    for file in changed:
        same = (tree / file['path']).read_bytes() == (site / file['path']).read_bytes()
        yield 'gives the installed file' if same else 'gives another file'


def aimed(work, site, pristine, target, changed):
    tree = work / 'target'
    applying = [file['path'] for file in changed if file['change']['reason'] == 'applies']
    for path in applying:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(target / path, tree / path)
    subprocess.run(['git', 'init', '-q', tree], check=True)
    for patch in sorted((work / 'aimed').iterdir()):
        if 'needs-work' not in patch.name and subprocess.run(['git', 'apply', '--whitespace=nowarn', patch], cwd=tree, check=False).returncode:
            yield 'refused by git apply'
    for path in applying:
        command = ['git', 'merge-file', '-p', site / path, pristine / path, target / path]
        merged = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
        yield 'gives what git merge-file gives' if merged == (tree / path).read_bytes() else 'gives another file'


def merged(work, site, pristine, target, path):
    if not (target / path).is_file():
        return 'gone'
    for name, tree in (('ours', site), ('base', pristine), ('theirs', target)):
        shutil.copy(tree / path, work / name)
    done = subprocess.run(['git', 'merge-file', '-p', '--diff3', 'ours', 'base', 'theirs'], cwd=work, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return 'conflicts'
    return 'upstream' if done.stdout == (work / 'theirs').read_bytes() else 'applies'


if __name__ == '__main__':
    main()
