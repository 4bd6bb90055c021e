#!/usr/bin/env python3
"""Holds the files that `dolivet patches` tells against a second reading of the official list, with the rules of Dolibarr's own check
(`admin/system/filecheck.php`) for what the list would have.

    filelist.py DOLIVET HTDOCS…
"""
import hashlib, json, os, re, subprocess, sys
import xml.etree.ElementTree as ET
from pathlib import Path

ENDINGS = {'10': 'php|css|html|js|json|tpl|jpg|png|gif|sql|lang'}
LATER = ('php|php3|php4|php5|phtml|phps|phar|inc|css|scss|html|xml|js|json|tpl|jpg|jpeg|png|gif|ico|sql|lang|txt|yml|bak|md|mp3|mp4|wav|mkv'
         '|z|gz|zip|rar|tar|less|svg|eot|woff|woff2|ttf|manifest')
PASSED = re.compile(r'(custom|documents|conf|install|dejavu-fonts-ttf-.*|public/test|escpos-php/doc|sabre/sabre/.*/tests|Shared/PCLZip|nusoap/lib/Mail'
                    r'|php/example|php/test|geoip/sample.*\.php|ckeditor/samples|ckeditor/adapters)$', re.I)
ALARMS = ('modified', 'line-ends', 'packaging', 'missing', 'never-packaged', 'foreign', 'stale', 'module')


def main():
    for htdocs in map(Path, sys.argv[2:]):
        told = subprocess.run([sys.argv[1], 'patches', htdocs, '--format', 'json'], stdout=subprocess.PIPE, check=False).stdout
        if not told:
            print(f'{htdocs}: no list')
            continue
        told = json.loads(told)
        # PHP in places that no list names is told besides.
        within = [f for f in told['files'] if f['note'] != 'where the list names nothing']
        files = {name: {f['path'] for f in within if f['class'] == name} for name in ALARMS}
        modified, missing, foreign = read(htdocs, told['release'])
        documented = {p for p in files['packaging'] if not (htdocs / p).exists()}
        ours = (files['modified'] | files['line-ends'] | files['packaging'] - documented,
                files['missing'] | files['never-packaged'] | documented,
                files['foreign'] | files['stale'] | {p for p in files['module'] if covered(p, told['release'])})
        for name, mine, theirs in zip(('modified', 'missing', 'foreign'), ours, (modified, missing, foreign)):
            print(f"{told['release']}: {name}: {len(theirs)} by the list, {len(mine - theirs)} invented, {len(theirs - mine)} not found")
            for path in sorted(mine ^ theirs)[:10]:
                print('   ', path)


def read(htdocs, release):
    listed = {}

    def walk(node, at):
        for child in node:
            name = child.get('name', '').strip('/')
            if child.tag == 'dir':
                walk(child, f'{at}{name}/' if name else at)
            elif child.tag in ('md5file', 'sha256file'):
                listed[at + name] = child.text.strip()

    walk(ET.parse(htdocs / f'install/filelist-{release}.xml').getroot().find('dolibarr_htdocs_dir'), '')
    here = {str(Path(top, name).relative_to(htdocs)) for top, _, names in os.walk(htdocs) for name in names}
    changed = {path for path, sum in listed.items() if path in here and digest(htdocs / path, sum) != sum}
    return changed, set(listed) - here, {path for path in here - set(listed) if covered(path, release)}


def digest(path, sum):
    return hashlib.new('md5' if len(sum) == 32 else 'sha256', path.read_bytes()).hexdigest()


def covered(path, release):
    endings = ENDINGS.get(release.split('.')[0], LATER)
    parts = path.split('/')
    above = ['/'.join(parts[:i]) for i in range(1, len(parts) + 1)]
    hidden = any(part.startswith('.') for part in parts)
    return bool(re.search(rf'\.({endings})$', path, re.I)) and not hidden and not any(PASSED.search(part) for part in above)


if __name__ == '__main__':
    main()
