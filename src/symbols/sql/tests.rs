use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::php::tree::Stmt;
use crate::php::walk::{Node, walk};
use crate::php::{Arena, File, parse};

fn key(target: &Expr<'_>) -> Option<String> {
    match target.kind {
        ExprKind::Var(name) => Some(name.to_owned()),
        ExprKind::Prop(base, member) => Some(format!("{}->{}", key(base)?, member.name()?)),
        _ => None,
    }
}

/// Assignments of one list of statements, and the arguments of `$db->query()`; the guard of each is its number.
fn found(file: &File<'_>) -> Told {
    let mut queries = Queries::new();
    let mut number = 0;
    walk(file.stmts, |node| match node {
        Node::Stmt(Stmt { .. }) => number += 1,
        Node::Expr(Expr { kind: ExprKind::Assign { target, value, .. }, .. }) => {
            queries.assign(&key(target).unwrap(), false, value, Some(number));
        }
        Node::Expr(Expr { kind: ExprKind::AssignOp(target, _, value), .. }) => {
            queries.assign(&key(target).unwrap(), true, value, Some(number));
        }
        Node::Expr(Expr { kind: ExprKind::MethodCall(_, member, [arg]), .. }) if member.name() == Some("query") => {
            queries.loose(&arg.value, false, Some(number));
        }
        _ => {}
    });
    queries.finish()
}

/// What is found, as `table` and `table.column`, each once, in the order of the source.
fn read(code: &str) -> String {
    let arena = Arena::new();
    let file = parse(&arena, &Arc::from("a.php"), format!("<?php {code}").as_bytes());
    let mut names = Vec::new();
    for found in found(&file).found {
        let name = match found.thing {
            Thing::Table(table) => table,
            Thing::Column(table, column) => format!("{table}.{column}"),
            other => panic!("{other:?}"),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" ")
}

fn check(cases: &[(&str, &str)]) {
    for (code, expected) in cases {
        assert_eq!(read(code), *expected, "{code}");
    }
}

#[test]
fn aliases_are_those_of_the_whole_query() {
    check(&[
        (
            "$sql = 'SELECT f.rowid, S.Nom as n, f.*, x.y'; $sql .= ' FROM '.MAIN_DB_PREFIX.'facture as f, '.$db->prefix().'societe s';
             if ($a) { $sql .= \" LEFT JOIN {$this->db->prefix()}user AS u ON u.rowid = f.fk_user\"; } $sql .= ' WHERE f.entity IN (1)';",
            "facture.rowid societe.nom facture societe user user.rowid facture.fk_user facture.entity",
        ),
        ("$db->query('SELECT llx_a.b, `c`.`d` FROM llx_a JOIN `llx_c` c ON LLX_A.e = c.f');", "a a.b c.d c a.e c.f"),
        ("$p = MAIN_DB_PREFIX; $this->sql = \"SELECT t.b FROM {$p}a t\"; $this->sql .= ' WHERE t.c = 1'; $p = 1;", "a.b a a.c"),
        (
            "$sql = 'SELECT a.x FROM llx_t a'; $sql = preg_replace('/,$/', '', $sql); $sql .= ' WHERE a.y'; $sql = $sql.' OR a.z';",
            "t.x t t.y t.z",
        ),
        ("$sql = 'SELECT f.a FROM '.MAIN_DB_PREFIX.'b as f'; $sql = 'SELECT f.c FROM '.MAIN_DB_PREFIX.'d as f';", "b.a b d.c d"),
        ("$from = MAIN_DB_PREFIX.'a as b, '.MAIN_DB_PREFIX.'c as d';", "a c"),
        ("$sql .= ' AND f.ref_int = 1 AND EXISTS (SELECT x.a FROM llx_b as x WHERE x.c = f.d)';", "b.a b b.c"),
        (
            "$sql = 'SELECT t.a FROM llx_b t WHERE '.natural_search(array('t.c', 't.d'), $x).' AND '.natural_search('t.e', $y);",
            "b.a b b.c b.d b.e",
        ),
    ]);
}

#[test]
fn what_an_alias_could_also_mean_is_left_out() {
    check(&[
        // Two tables, another query, something that is not known, and what is known only inside a subquery.
        ("$sql = 'SELECT f.a FROM '; if ($x) $sql .= MAIN_DB_PREFIX.'b as f'; else $sql .= MAIN_DB_PREFIX.'c as f';", "b c"),
        ("$sql = 'SELECT f.a FROM llx_b as f'; $other = ' AND f.z = 1';", "b.a b"),
        ("$sql = 'SELECT f.a FROM (SELECT x FROM llx_b) as f JOIN llx_c as f ON 1';", "b c"),
        ("$sql = 'SELECT f.a FROM '.MAIN_DB_PREFIX.$this->table_element.' as f WHERE EXISTS (SELECT 1 FROM llx_b as f WHERE f.c)';", "b"),
        ("$sql = 'SELECT f.a FROM other f, llx_b as f';", "b"),
        ("$sql = 'SELECT z.a FROM '.$t.' WHERE EXISTS (SELECT 1 FROM llx_b as z WHERE z.c = 1) AND z.d';", "b b.c"),
        // A column's alias is no table's.
        ("$sql = 'SELECT f.a as f FROM llx_b as f';", "b.a b"),
    ]);
}

#[test]
fn a_hole_in_a_name_makes_it_unknown() {
    check(&[
        ("$sql = 'SELECT f.'.$field.', f.a_'.$b.', '.$c.'.d, f.e FROM llx_b as f LEFT JOIN '.MAIN_DB_PREFIX.$t.'_x as g ON g.f';", "b.e b"),
        ("$sql = 'SELECT f.a FROM '.MAIN_DB_PREFIX.'element_'.$type.' as f, '.MAIN_DB_PREFIX.'c_';", ""),
        ("$sql = 'SELECT f.a'; $sql .= 'b FROM llx_c as f'; $sql .= $hook; $sql .= ' WHERE f.d'; $sql .= 'OR f.e = 1';", "c c.e"),
        (
            "$sql = sprintf('SELECT f.%s, f.a_%s, f.b%s, %s.c FROM llx_d as f WHERE f.e = 1', $x); $db->query('SELECT f.%s, f.b%s FROM llx_d as f');",
            "d",
        ),
        ("$sql = 'SELECT f.a FROM llx_b as f ORDER BY f.'.($x ? 'c' : 'd').', '.($x ? 'f.e' : 'f.g').' DESC';", "b.a b b.e b.g"),
        (
            "$sql = 'SELECT f.a FROM llx_b as f WHERE '.($x ? 'f.c' : 'f.d').'e = '.($y ? \"'\".$z.\"'\" : 'NULL').' AND f.h = 1';",
            "b.a b b.de b.h",
        ),
    ]);
}

#[test]
fn lists_of_columns_and_values_that_are_set() {
    check(&[
        (
            "$sql = 'INSERT INTO '.MAIN_DB_PREFIX.'a ('; $sql .= 'b, `c`'; if ($x) $sql .= ', d'; $sql .= ', '.$e.', f) VALUES (g, h)';",
            "a a.b a.c a.d a.f",
        ),
        ("$db->query('INSERT INTO llx_a (b, c) SELECT d, e FROM llx_f');", "a a.b a.c f"),
        (
            "$sql = 'UPDATE '.MAIN_DB_PREFIX.'a SET b = '.$x.', c = IF(d = 1, e, f = 2), '.$g.' = 1, h='.\"'i = 2, j = 3'\".' WHERE rowid = 1';",
            "a a.b a.c a.h a.rowid",
        ),
        ("$db->query('UPDATE llx_a a, llx_b b SET a.c = 1, d = 2');", "a b a.c"),
        ("$db->query('INSERT INTO llx_a SET b = 1, c = 2'); $db->query('REPLACE INTO llx_a (d) VALUES (1)');", "a a.b a.c a.d"),
    ]);
}

#[test]
fn columns_of_the_only_table_need_no_alias() {
    check(&[
        (
            "$db->query(\"SELECT DISTINCT a, b as c, MAX(d), NULL, 'e', 5 FROM llx_t WHERE f = 'g = h' AND (i IN (1) OR j IS NULL) ORDER BY k\");",
            "t.a t.b t t.f t.i t.j",
        ),
        ("$db->query('DELETE FROM llx_t WHERE a = '.$b.' AND c < 1');", "t t.a t.c"),
        ("$db->query('SELECT a FROM llx_t, llx_u WHERE b = 1'); $db->query('SELECT a FROM llx_t '.$join.' WHERE b = 1');", "t u"),
        ("$db->query('SELECT a FROM llx_t WHERE b IN (SELECT c FROM llx_u WHERE d = 1)');", "t u"),
        ("$db->query('SELECT a FROM llx_t UNION SELECT b FROM x WHERE c = 1');", "t"),
    ]);
}

#[test]
fn only_sql_counts() {
    check(&[
        (
            "$a = 'See f.ref in table llx_facture as f'; $b = '<a href=\"f.php\">select from llx_user</a>'; $c = MAIN_DB_PREFIX.'facture';",
            "",
        ),
        ("$a = 'Update llx_facture failed'; $b = 'Error, cannot select from llx_bank'; $c = 'select it from llx_x now please';", ""),
        (
            "$a = 'SELECT f.a FROM facture as f'; $b = 'from '.MAIN_DB_PREFIX; $c = \"SELECT 'llx_a', 'b.c' FROM b\"; $d = \"SELECT 'x FROM llx_a\";",
            "",
        ),
        (
            "$db->query('CREATE TABLE IF NOT EXISTS llx_a (b int)'); $db->query('DROP TABLE IF EXISTS llx_c'); $db->query('ALTER TABLE llx_d ADD e int');",
            "d",
        ),
        (
            "$db->query('SELECT e.a, b.c(1), b.2, b.c.d FROM llx_t_extrafields as e, llx_t as b -- b.f\n /* b.g */ WHERE b.h = 1');",
            "t_extrafields t t.h",
        ),
    ]);
}

#[test]
fn a_name_is_told_where_it_stands_and_behind_its_own_test() {
    let code = "<?php\n$sql = 'SELECT f.a,\n  f.bee\n FROM '.MAIN_DB_PREFIX.'cow as f';\n$sql .= \" LEFT JOIN {$db->prefix()}dog d ON d.eel = $x AND f.fly\";\n";
    let arena = Arena::new();
    let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
    let at = |found: Found| (code[found.span.start as usize..found.span.end as usize].to_owned(), file.place(found.span).line, found.at);
    let places: Vec<_> = found(&file).found.into_iter().map(at).collect();
    let expected = [("a", 2, 1), ("bee", 3, 1), ("cow", 4, 1), ("dog", 5, 2), ("eel", 5, 2), ("fly", 5, 2)];
    assert_eq!(places, expected.map(|(name, line, at)| (name.to_owned(), line, Some(at))));
}

#[test]
fn hostile_queries_stay_bounded() {
    let start = Instant::now();
    let pieces = [
        "(",
        ")",
        "'",
        "`",
        "\\\\",
        "--",
        "/*",
        "a.",
        "llx_a ",
        "llx_a as a,",
        "FROM a ",
        "EXISTS ",
        "UPDATE llx_a SET (",
        "INTO llx_a SET b=",
        "x AS y ",
        "INSERT INTO llx_a (b,",
        "(SELECT a.b FROM llx_c as a ",
        "\\x01",
        "\\x02\\x03",
        "é",
        ", ",
        "a=a,",
        "`a`.",
    ];
    for piece in pieces {
        for head in ["SELECT a.b FROM llx_a as a WHERE ", "UPDATE llx_a SET b = 1, "] {
            read(&format!("$sql = \"{head}{}\";", piece.repeat(100_000 / piece.len())));
        }
    }
    let ternary = (0..200).fold("'a'".to_owned(), |inner, _| format!("($x ? {inner} : ' b')"));
    let chain = "'a'.($x ? '' : '').".repeat(4_000);
    let search = (0..100).fold("'a.b'".to_owned(), |inner, _| format!("natural_search({inner}, 1)"));
    for tail in [ternary, format!("{chain}''"), search, "$x.".repeat(20_000) + "''"] {
        read(&format!("$sql = 'SELECT a.b FROM llx_a as a WHERE '.{tail};"));
    }
    read(&(0..2_000).map(|i| format!("$v{i} = 'SELECT a FROM llx_b';")).collect::<String>());
    // What is longer than any query says nothing rather than half of it.
    assert_eq!(read(&format!("$sql = 'SELECT a.b FROM llx_a as a'; $sql .= '{}';", " ".repeat(300_000))), "");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

/// What changes tables, as `kind table columns`.
fn changed(code: &str) -> String {
    let arena = Arena::new();
    let file = parse(&arena, &Arc::from("a.php"), format!("<?php {code}").as_bytes());
    let shown = |c: Changed| format!("{} {} {}", c.kind.as_str(), c.table, c.columns.join(",")).trim_end().to_owned();
    found(&file).changed.into_iter().map(shown).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_changes_tables_is_read_as_far_as_it_is_known() {
    for (code, expected) in [
        ("$db->query('ALTER TABLE '.MAIN_DB_PREFIX.'societe ADD COLUMN a int, ADD b int');", "add-column societe a,b"),
        ("$db->query(\"ALTER TABLE {$db->prefix()}societe DROP COLUMN a\");", "drop-column societe a"),
        ("$sql = 'ALTER TABLE llx_a'; $sql .= ' ADD '.$name.' int';", "add-column a"),
        ("$db->query('ALTER TABLE llx_a'.$x.' ADD b int');", ""),
        ("$db->query('ALTER TABLE a ADD b int, llx_c');", ""),
        ("$db->query('DROP TABLE IF EXISTS llx_a');", "drop a"),
        ("$sql = 'DELETE FROM llx_a';", "clear a"),
        ("$sql = 'DELETE FROM llx_a'; if ($b) { $sql .= ' WHERE c = 1'; }", ""),
        ("$sql = 'DELETE FROM llx_a'; $sql .= $where;", ""),
        ("$sql = 'DELETE FROM llx_a'; $db->query($sql.' WHERE b = 1');", ""),
        ("$sql = 'DELETE FROM llx_a'; $db->query($sql);", "clear a"),
        ("$sql = 'UPDATE llx_a SET b = 1, c = 2';", "rewrite a b,c"),
        ("$sql = 'UPDATE llx_a SET b = '.$x;", ""),
        ("$sql = 'SELECT a FROM llx_a'; $sql = 'INSERT INTO llx_a VALUES (1)';", ""),
    ] {
        assert_eq!(changed(code), expected, "{code}");
    }
}

/// The tables whose rows are selected whosever they are.
fn selected(code: &str) -> String {
    let arena = Arena::new();
    let file = parse(&arena, &Arc::from("a.php"), format!("<?php {code}").as_bytes());
    found(&file).selected.into_iter().map(|selected| selected.table).collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_of_all_companies_are_those_that_nothing_is_asked_of() {
    for code in [
        "$db->query('SELECT a FROM llx_t');",
        "$sql = 'SELECT t.a FROM '.MAIN_DB_PREFIX.'t as t, llx_u as u WHERE t.rowid = u.fk_t'; $sql .= ' AND t.a > '.$x.\" AND t.b LIKE '\".$y.\"%'\";",
        "$sql = 'SELECT a FROM llx_t WHERE b BETWEEN '.$x.' AND '.$y.' AND c = 1 AND d <> '.$z.' ORDER BY a LIMIT '.$n;",
        "$sql = 'SELECT a FROM llx_t'; $db->query($sql); $sql = 'SELECT 1';",
    ] {
        assert_eq!(selected(code), "t", "{code}");
    }
    for code in [
        "$db->query('SELECT a FROM llx_t WHERE entity = 1');",
        "$db->query('SELECT a, Entity FROM llx_t');",
        "$db->query('SELECT a FROM llx_t WHERE rowid = '.$id);",
        "$db->query('SELECT a FROM llx_t WHERE fk_u IN ('.$ids.')');",
        "$db->query(\"SELECT a FROM llx_t WHERE ref = 'x'\");",
        "$db->query(\"SELECT a FROM llx_t WHERE UPPER(name) = '\".$name.\"'\");",
        "$db->query('SELECT a FROM llx_t '.$where);",
        "$db->query('SELECT a FROM llx_t WHERE b > '.$x.$y);",
        "$db->query('SELECT a FROM llx_t WHERE b IN (SELECT c FROM llx_u)');",
        "$db->query('SELECT MAX(rowid) FROM llx_t');",
        "$db->query('SELECT a FROM llx_t LIMIT 1');",
        "$db->query('SELECT a FROM llx_'.$table);",
        "$db->query('DELETE FROM llx_t');",
        "$sql = 'SELECT a FROM llx_t'; $sql .= ' WHERE entity = 1';",
        "$this->sql = 'SELECT a FROM llx_t';",
        // Behind both branches there is more.
        "if ($x) { $sql = 'SELECT a FROM llx_t'; } else { $sql = 'SELECT b FROM llx_t'; } $sql .= ' WHERE entity = 1';",
        "$sql = 'SELECT a FROM llx_t'; $all = 'SELECT b FROM ('.$sql.') WHERE entity = 1';",
    ] {
        assert_eq!(selected(code), "", "{code}");
    }
}
