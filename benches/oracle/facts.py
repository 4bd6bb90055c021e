#!/usr/bin/env python3
"""Holds a facts file against an independent reading of the same tree (one JSON object a line; kinds release, file, function,
class, method, property, classconst, define, alias, context, hook, trigger, table, column, module).

    facts.py FACTS.facts INDEPENDENT.jsonl [--list]
"""
import json, re, sys

def squeeze(text):
    """Code without white space, with short arrays and single quotes, as printers differ in these."""
    text = re.sub(r'\s+', '', text).replace('array(', '[').replace('"', "'").lower()
    return re.sub(r'(?<=\[)([^\[\])]*)\)', r'\1]', text).replace(')', ']')

def param(p):
    return ((p.get('type') or '') + ('&' if p.get('ref') else '') + ('...' if p.get('variadic') else '') + '$' + p['name']
            + ('=' + p['default'] if 'default' in p else ''))

def theirs(path):
    found = {}
    def add(kind, name, shape=None):
        found.setdefault(kind, {}).setdefault(name, set()).add(shape)
    for line in open(path, encoding='utf-8'):
        r = json.loads(line)
        kind, name = r['kind'], str(r.get('name', ''))
        if kind in ('function', 'method', 'class', 'property'):
            member = f"{r['class']}::{name}" if 'class' in r else name
            words = [] if r.get('visibility', 'public') == 'public' else [r['visibility']]
            words += [w for w in ('abstract', 'final', 'static') if r.get(w)]
            if kind == 'class':
                words.append(r['form'])
                for word, key in (('extends', 'extends'), ('implements', 'implements'), ('use', 'traits')):
                    words += [word, ','.join(r[key])] if r.get(key) else []
            elif kind == 'property':
                words.append(r.get('type') or '')
            else:
                words.append('(' + ','.join(param(p) for p in r['params']) + ')' + (':' + r['return'] if 'return' in r else ''))
            add(kind, member.lower() if kind != 'property' else member, squeeze(''.join(words)))
            if r.get('deprecated'):
                add('deprecated', f'{kind} {member}')
        elif kind == 'classconst':
            add('class-constant', f"{r['class']}::{name}")
        elif kind == 'alias':
            add('renamed', f"{r['class']}::{name}", squeeze(r['to']))
        elif kind in ('context', 'hook') and name:
            add(kind, f"{name} {r['file']}")
        elif kind in ('trigger', 'define') and name:
            add(kind, name)
        elif kind == 'table':
            add(kind, name.removeprefix('llx_'))
        elif kind == 'column':
            add(kind, f"{r['table'].removeprefix('llx_')}.{name}")
        elif kind == 'module':
            add(kind, r['class'] or '', str(r['numero']))
        elif kind == 'file':
            add('path', name)
    return found

def mine(path):
    found = {}
    def add(kind, name, shape=None):
        found.setdefault(kind, {}).setdefault(name, set()).add(shape)
    lines = open(path, encoding='utf-8').read().split('\n\n', 1)[1].splitlines()
    for line in lines:
        kind, name, shape, file, notes = (line.split('\t') + [''] * 4)[:5]
        if (kind, shape) == ('property', 'dynamic'):
            continue    # assigned, not declared; the independent reading tells declarations alone
        if kind in ('function', 'method', 'class', 'property'):
            add(kind, name.lower() if kind != 'property' else name, squeeze(shape))
            if re.search(r'(^|; )deprecated', notes):
                add('deprecated', f'{kind} {name}')
        elif kind in ('context', 'hook'):
            add(kind, f'{name} {file}')
        elif kind == 'module':
            add(kind, name, shape.split(' ')[0])
        elif kind == 'renamed':
            add(kind, name, squeeze(shape))
        elif kind == 'trigger' and 'composed' in notes:
            add('composed', name)
        else:
            add(kind, name)
    return found

def main(facts, independent, *flags):
    own, other = mine(facts), theirs(independent)
    for kind, names in sorted(other.items()):
        known = own.get(kind, {})
        missing = sorted(set(names) - set(known))
        extra = sorted(set(known) - set(names))
        shapes = sorted(n for n in set(names) & set(known) if names[n] != known[n])
        agree = len(set(names) & set(known)) / max(1, len(set(names)))
        print(f'{kind:16} {len(names):6} theirs {len(missing):5} missing {len(extra):5} more {len(shapes):5} other shape  {agree:.4%}')
        if '--list' in flags:
            for word, list_of in (('missing', missing), ('more', extra)):
                for name in list_of[:400]:
                    print(f'    {word} {name}')
            for name in shapes[:400]:
                print(f'    shape {name}\n        theirs {names[name]}\n        mine   {known[name]}')

if __name__ == '__main__':
    main(*sys.argv[1:])
