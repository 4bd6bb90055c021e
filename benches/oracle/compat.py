#!/usr/bin/env python3
"""How many of the repairs that people made are reported before, and no longer after.

    compat.py DOLIVET COMPAT_TSV PAIRS_DIR [--list]

COMPAT_TSV has a line for each commit that repaired a module for a release of Dolibarr: repository, commit, parent, date, target, kinds.
PAIRS_DIR has NAME-COMMIT7/{parent,commit}/NAME for each, unpacked beforehand. A repair is reported when a finding of its kind stands at
a line that the commit removes; it is gone when the commit leaves none of those findings at the lines that it adds. In a file that
gets lines a finding elsewhere counts too, if there are fewer of its rule afterwards. Nothing is fetched.
"""
import difflib, json, os, re, subprocess, sys

KINDS = {
    'deprecated accessor': r'deprecated-(global|enabled|rights)|table-prefix-constant',
    'property renamed/removed': r'property-|deprecated-with',
    'method renamed/removed': r'method-|deprecated-with|name-case',
    'function renamed/deprecated': r'function-|deprecated-with',
    'signature must match core': r'override-|abstract-',
    'call arguments': r'call-',
    'SQL column/table': r'(table|column)-(gone|unknown|deprecated)',
    'trigger code': r'trigger-|behaviour-',
    'PHP language/warning': r'php-',
    'class name case': r'class-|name-case',
    'CSRF token': r'(form|script|link|menu|action)-without-token|session-token|token-',
    'GETPOST filter': r'editor-field-|behaviour-',
    'behaviour/value convention': r'behaviour-|call-of-old-core|hook-|deprecated-|action-without-token',
    'descriptor strings/keys': r'deprecated-|descriptor-|dependency-|permission-|menu-',
    'version gate': r'guard-|property-|method-|call-|deprecated-',
}


def findings(dolivet, path, target):
    out = subprocess.run([dolivet, 'check', path, '--target', target, '--no-git', '--format', 'json'], capture_output=True)
    found = []
    for finding in json.loads(out.stdout)['findings']:
        for place in [finding['place']] + [related.get('place', related) for related in finding['related']]:
            found.append((place['file'], place.get('line'), finding['rule'], finding['message']))
    return found


def lines(path):
    try:
        return open(path, encoding='utf-8', errors='replace').read().split('\n')
    except OSError:
        return []


def changed(old_dir, new_dir):
    """Lines removed from the old tree and added in the new one, as sets of (file, line)."""
    files = set()
    for top in (old_dir, new_dir):
        for where, _, names in os.walk(top):
            files.update(os.path.relpath(os.path.join(where, name), top) for name in names if name.endswith('.php'))
    removed, added = set(), set()
    for name in files:
        a, b = lines(f'{old_dir}/{name}'), lines(f'{new_dir}/{name}')
        if a == b:
            continue
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if tag != 'equal':
                removed.update((name, i + 1) for i in range(i1, i2))
                added.update((name, j + 1) for j in range(j1, j2))
    return removed, added


def lessened(before, after, files):
    """Findings of rules that a file has fewer of afterwards."""
    count = lambda found, file, rule: sum(f[0] == file and f[2] == rule for f in found)
    return [f for f in before if f[0] in files and count(after, f[0], f[2]) < count(before, f[0], f[2])]


def main():
    dolivet, table, pairs = sys.argv[1:4]
    show = '--list' in sys.argv
    totals = {}
    for line in open(table, encoding='utf-8').read().splitlines()[1:]:
        row = line.split('\t')
        name, commit, target, kinds = row[0].split('/')[1], row[1][:7], row[4], row[5].split(', ')
        number = re.match(r'\d+', target)
        release = target.split()[0] if number and int(number[0]) >= 10 else '22'
        base = f'{pairs}/{name}-{commit}'
        removed, added = changed(f'{base}/parent/{name}', f'{base}/commit/{name}')
        was, now = (findings(dolivet, f'{base}/{tree}/{name}', release) for tree in ('parent', 'commit'))
        before = [f for f in was if f[:2] in removed] + lessened(was, now, {file for file, _ in added})
        after = [f for f in now if f[:2] in added]
        for kind in kinds:
            rules = KINDS.get(kind)
            hits = [f for f in before if rules and re.match(rules, f[2])]
            left = [f for f in after if rules and re.match(rules, f[2])]
            count = totals.setdefault(kind, [0, 0, 0])
            count[0] += 1
            count[1] += bool(hits)
            count[2] += bool(hits) and len(left) < len(hits)
            if show:
                print(f'{name} {commit} {target} | {kind} | before {len(hits)} after {len(left)} | {sorted({f[2] for f in hits})}')
    for kind, (count, reported, gone) in sorted(totals.items()):
        print(f'{kind}: {reported} of {count} reported, {gone} fewer after')


main()
