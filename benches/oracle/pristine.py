#!/usr/bin/env python3
"""Rebuilds official Dolibarr trees from published copies: every file that a release's own filelist names is taken from whichever
copy holds it with the listed checksum (also with other line endings), else from the history of the Git mirrors, else from two
copies that differ in few places: some choice of the differences may give the listed checksum.

    pristine.py COPIES OUT [--mirrors DIR] [--only RELEASE …]

COPIES/<release>/htdocs are the copies. OUT/<release>/htdocs gets what matches, and install/ and conf/ of the copy, which no list
covers. What no copy has comes from another release of the same major, else from the release's own copy: OUT/<release>.log names it.
"""
import argparse, difflib, hashlib, os, re, subprocess, xml.etree.ElementTree as ET
from pathlib import Path


def listed(xml):
    """Path below htdocs to checksum."""
    found = {}
    def walk(node, at):
        for child in node:
            if child.tag == 'dir':
                walk(child, at + child.get('name').strip('/') + '/')
            elif child.tag in ('md5file', 'sha256file'):
                found[(at + child.get('name')).lstrip('/')] = child.text.strip()
    for section in ET.parse(xml).getroot().iter('dolibarr_htdocs_dir'):
        walk(section, '')
    return found


def checksum(content, like):
    return hashlib.new('md5' if len(like) == 32 else 'sha256', content).hexdigest()


def spellings(content):
    yield content
    unix = content.replace(b'\r\n', b'\n')
    yield unix
    yield unix.replace(b'\n', b'\r\n')


def fitting(content, wanted):
    return next((text for text in spellings(content) if checksum(text, wanted) == wanted), None)


def mended(one, other, wanted, most=16):
    """The file that takes some of the differences from `one` to `other`."""
    a, b = (text.replace(b'\r\n', b'\n').split(b'\n') for text in (one, other))
    if len(a) > 10000:
        return None
    steps = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    differ = [i for i, step in enumerate(steps) if step[0] != 'equal']
    for choice in range(1 << len(differ)) if len(differ) <= most else []:
        taken = {i for bit, i in enumerate(differ) if choice >> bit & 1}
        lines = [line for i, (_, i1, i2, j1, j2) in enumerate(steps) for line in (b[j1:j2] if i in taken else a[i1:i2])]
        text = b'\n'.join(lines)
        if checksum(text, wanted) == wanted:
            return text
    return None


def number(release):
    return [int(part) for part in re.findall(r'\d+', release)][:3]


def updated_in_place(copy):
    """Such a copy also has what older releases left behind."""
    return len(list(copy.glob('htdocs/install/filelist-*.xml'))) > 1


def history(mirrors):
    """Object names by path, of all commits of all mirrors."""
    found = {}
    for git in sorted(mirrors.glob('*/repo')):
        out = subprocess.run(['git', '-C', git, 'rev-list', '--all', '--objects', '--missing=allow-any'], capture_output=True).stdout
        for line in out.decode('utf-8', 'surrogateescape').splitlines():
            name, _, path = line.partition(' ')
            if '.' in path:
                found.setdefault(path.rsplit('/', 1)[-1], []).append((git, name, path))
    return found


def main():
    args = argparse.ArgumentParser()
    args.add_argument('copies', type=Path)
    args.add_argument('out', type=Path)
    args.add_argument('--mirrors', type=Path)
    args.add_argument('--only', nargs='*')
    args = args.parse_args()
    copies = sorted((path for path in args.copies.iterdir()), key=lambda path: number(path.name))
    lists = {}
    for copy in copies:
        for xml in copy.glob('htdocs/install/filelist-*.xml'):
            lists.setdefault(xml.stem.removeprefix('filelist-'), xml)
    past = None
    for copy in copies:
        release = copy.name
        if release not in lists or args.only and release not in args.only:
            continue
        root = args.out / release / 'htdocs'
        near = sorted(copies, key=lambda other: (other != copy, abs(number(other.name)[0] - number(release)[0]), other.name))
        wanted, unmatched = listed(lists[release]), []
        for path, sum in wanted.items():
            sources = (other / 'htdocs' / path for other in near)
            text = next((t for s in sources if s.is_file() and (t := fitting(s.read_bytes(), sum)) is not None), None)
            if text is None and path.endswith('.php') and args.mirrors:
                past = past if past is not None else history(args.mirrors)
                for git, name, full in past.get(path.rsplit('/', 1)[-1], []):
                    if full.endswith(path):
                        blob = subprocess.run(['git', '-C', git, 'cat-file', 'blob', name], capture_output=True).stdout
                        if (text := fitting(blob, sum)) is not None:
                            break
            if text is None and path.endswith('.php'):
                like = [s.read_bytes() for other in near[:8] if (s := other / 'htdocs' / path).is_file()]
                pairs = ((one, two) for i, one in enumerate(like) for two in like[i + 1:])
                text = next((t for one, two in pairs if (t := mended(one, two, sum)) is not None), None)
            if text is None:
                unmatched.append(path)
                siblings = [listed(lists[r]).get(path) for r in lists if r != release and number(r)[0] == number(release)[0]]
                contents = [s.read_bytes() for other in near if (s := other / 'htdocs' / path).is_file()]
                text = next((t for sum in siblings if sum for c in contents if (t := fitting(c, sum)) is not None), None)
                text = text if text is not None else next(iter(contents), None)
            if text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(text)
        others = [other for other in near if number(other.name)[0] == number(release)[0] and not updated_in_place(other)]
        for part in ('install', 'conf'):
            for source in (copy / 'htdocs' / part).rglob('*'):
                path = source.relative_to(copy / 'htdocs')
                target = root / path
                if updated_in_place(copy) and others and not any((other / 'htdocs' / path).exists() for other in others):
                    continue
                if source.is_file() and not target.exists() and not source.name.startswith('filelist-'):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(source.read_bytes())
        (root / 'install').mkdir(parents=True, exist_ok=True)
        (root / 'install' / lists[release].name).write_bytes(lists[release].read_bytes())
        (args.out / f'{release}.log').write_text(''.join(path + '\n' for path in unmatched))
        php = [path for path in unmatched if path.endswith('.php')]
        print(f'{release}: {len(wanted) - len(unmatched)} of {len(wanted)} match; PHP not: {php}', flush=True)


main()
