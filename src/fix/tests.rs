use super::*;

/// The code repaired wherever a `$` stands.
fn repaired_with(code: &str, has: &Has) -> String {
    let text = format!("<?php\n{code}\n");
    let mut places = Places::new();
    for (line, row) in text.lines().enumerate() {
        places.extend((1..=row.chars().count()).map(|column| ((u32::try_from(line + 1).unwrap(), u32::try_from(column).unwrap()), None)));
    }
    let text = repair(text.as_bytes(), has, &places).map_or(text.clone(), |repaired| String::from_utf8(repaired.text).unwrap());
    text["<?php\n".len()..text.len() - 1].to_owned()
}

fn repaired(code: &str) -> String {
    repaired_with(code, &Has::everything())
}

#[test]
fn what_is_asked_as_a_condition_is_repaired() {
    for (code, wanted) in [
        ("if (!empty($conf->global->A)) {}", "if (getDolGlobalString('A')) {}"),
        ("if (empty($conf->global->A) && $x) {}", "if (!getDolGlobalString('A') && $x) {}"),
        ("$x = !empty($conf->global->A);", "$x = !!getDolGlobalString('A');"),
        ("if ($conf->global->$name) {}", "if (getDolGlobalString($name)) {}"),
        ("if ($conf->facture->enabled) {}", "if (isModEnabled('facture')) {}"),
        ("if (! empty($conf->facture->enabled) || $a) {}", "if (isModEnabled('facture') || $a) {}"),
        ("while (!$conf->$module->enabled) {}", "while (!isModEnabled($module)) {}"),
        ("if ($user->rights->facture->lire) {}", "if ($user->hasRight('facture', 'lire')) {}"),
        ("if (!$user->rights->a->b->c) accessforbidden();", "if (!$user->hasRight('a', 'b', 'c')) accessforbidden();"),
        ("$a = $user->rights->a->b ? 1 : 2;", "$a = $user->hasRight('a', 'b') ? 1 : 2;"),
        ("$a = (bool) $conf->a->enabled;", "$a = (bool) isModEnabled('a');"),
    ] {
        assert_eq!(repaired(code), wanted, "{code}");
    }
}

#[test]
fn what_becomes_text_or_is_compared_is_repaired() {
    for (code, wanted) in [
        ("$a = 'x'.$conf->global->A;", "$a = 'x'.getDolGlobalString('A');"),
        ("$a .= $conf->global->A;", "$a .= getDolGlobalString('A');"),
        ("echo $conf->global->A, 1;", "echo getDolGlobalString('A'), 1;"),
        ("if ($conf->global->A == 'x') {}", "if (getDolGlobalString('A') == 'x') {}"),
        ("if (1 == $conf->global->A) {}", "if (1 == getDolGlobalString('A')) {}"),
        ("if ($conf->global->A >= 2) {}", "if (getDolGlobalString('A') >= 2) {}"),
        ("$n = (int) $conf->global->A;", "$n = getDolGlobalInt('A');"),
        ("$n = explode(',', $conf->global->A);", "$n = explode(',', getDolGlobalString('A'));"),
        ("$n = $conf->global->A ?: 'b';", "$n = getDolGlobalString('A') ?: 'b';"),
        ("$n = !empty($conf->global->A) ? $conf->global->A : 'b';", "$n = getDolGlobalString('A') ? getDolGlobalString('A') : 'b';"),
    ] {
        assert_eq!(repaired(code), wanted, "{code}");
    }
}

#[test]
fn the_token_of_the_session_is_repaired_where_it_becomes_text() {
    for (code, wanted) in [
        ("print '<input value=\"'.$_SESSION['newtoken'].'\">';", "print '<input value=\"'.newToken().'\">';"),
        ("$a .= \"&token=\".$_SESSION[\"newtoken\"];", "$a .= \"&token=\".newToken();"),
        ("?><input value=\"<?= $_SESSION['newtoken'] ?>\"><?php", "?><input value=\"<?= newToken() ?>\"><?php"),
        ("if ($_SESSION['newtoken'] && $a) {}", "if (newToken() && $a) {}"),
        ("$a = !empty($_SESSION['newtoken']) ? $_SESSION['newtoken'] : '';", "$a = !empty($_SESSION['newtoken']) ? newToken() : '';"),
    ] {
        assert_eq!(repaired(code), wanted, "{code}");
    }
    let code = "print 'a'.$_SESSION['newtoken'];";
    assert_eq!(repaired_with(code, &Has { token: false, ..Has::everything() }), code);
}

#[test]
fn where_the_call_is_another_thing_nothing_is_changed() {
    for code in [
        "isset($conf->global->A);",
        "$conf->global->A = 1;",
        "$conf->global->A .= 'x';",
        "$conf->global->A++;",
        "unset($conf->global->A);",
        "$a = $conf->global->A ?? 1;",
        "$a =& $conf->global->A;",
        "foreach ($conf->global->A as &$b) {}",
        "foreach ($list as $conf->global->A) {}",
        "$a = $conf->global->A;",
        "f($conf->global->A);",
        "$a = \"x{$conf->global->A}\";",
        "if ($conf->global->A['x']) {}",
        "if ($conf->global->A->b) {}",
        "if ($conf->global->A == 0) {}",
        "if ($conf->global->A < 0) {}",
        "if ($conf->global->A === '1') {}",
        "if ($a > $conf->global->A) {}",
        "$n = $conf->global->A + 1;",
        "$a = $user->rights->a->b;",
        "$user->rights->a->b = 1;",
        "if (isset($user->rights->a->b)) {}",
        "if ($user->rights->a) {}",
        "if ($other->global->A) {}",
        "function f() { static $a = $conf->global->A; }",
        "$conf = new Conf(); if ($conf->global->A) {}",
        "if ($conf->global->A { ",
        "$a = $_SESSION['newtoken'];",
        "f($_SESSION['newtoken']);",
        "if (isset($_SESSION['newtoken'])) {}",
        "if (empty($_SESSION['newtoken']) || !empty($_SESSION['newtoken'])) {}",
        "$a = $_SESSION['newtoken'] ?? '';",
        "$_SESSION['newtoken'] = 'x'; $_SESSION['newtoken'] .= 'x'; unset($_SESSION['newtoken']);",
        "$a = &$_SESSION['newtoken'];",
        "foreach ($list as $_SESSION['newtoken']) {}",
        "print \"a{$_SESSION['newtoken']}b$_SESSION[newtoken]\";",
        "print <<<X\n{$_SESSION['newtoken']}\nX;",
        "print $_SESSION['newtoken'][0];",
        "print $_SESSION['token'].$_SESSION[$newtoken].$session['newtoken'];",
        "if ($a != $_SESSION['newtoken']) {}",
    ] {
        assert_eq!(repaired(code), code);
    }
    assert_eq!(repaired_with("if ($conf->a->enabled) {}", &Has::default()), "if ($conf->a->enabled) {}");
}

#[test]
fn code_in_strings_has_the_right_quotes() {
    let code = "$m = array('enabled'=>'$conf->a->enabled && !empty($conf->global->B)', 'perms'=>'$user->rights->a->b->c', 'url'=>'$conf->a->enabled');";
    let wanted = "$m = array('enabled'=>'isModEnabled(\"a\") && getDolGlobalString(\"B\")', 'perms'=>'$user->hasRight(\"a\", \"b\", \"c\")', 'url'=>'$conf->a->enabled');";
    assert_eq!(repaired(code), wanted);
    for code in [
        "$m = ['enabled'=>'isset($conf->a->enabled)'];",
        "$m = ['enabled'=>\"\\$conf->a->enabled\"];",
        "$m = ['enabled'=>'$conf->a->enabled == \"1\"'];",
        "$m = ['enabled'=>'$conf->a->enabled; evil()'];",
        "$m = ['enabled'=>'$conf->a->enabled ?> x'];",
        "$m = ['enabled'=>'$conf->$x->enabled'];",
    ] {
        assert_eq!(repaired(code), code);
    }
}

#[test]
fn a_second_run_changes_nothing_and_only_what_is_asked_for_is_changed() {
    let code = "if (!empty($conf->global->A) && empty($conf->a->enabled)) { echo 'é'.$conf->global->B; }";
    let once = repaired(code);
    assert_eq!(repaired(&once), once);
    let text = format!("<?php\n{code}\n");
    let only = repair(text.as_bytes(), &Has::everything(), &Places::from([((2, 12), None)])).unwrap();
    assert_eq!(only.places, 1);
    assert_eq!(only.text, text.replace("!empty($conf->global->A)", "getDolGlobalString('A')").into_bytes());
    assert!(repair(text.as_bytes(), &Has::everything(), &Places::new()).is_none());
}

#[test]
fn functions_that_only_call_another_one_become_that() {
    for (code, wanted) in [
        ("dol_fiche_head($head, 'card', $title);", "print dol_get_fiche_head($head, 'card', $title);"),
        ("if ($x) Dol_Fiche_End();", "if ($x) print dol_get_fiche_end();"),
        (
            "function f() { print_fiche_titre(checkVal($conf->global->A)); }",
            "function f() { print load_fiche_titre(sanitizeVal($conf->global->A)); }",
        ),
        ("$f = function () { dol_fiche_end(1); };", "$f = function () { print dol_get_fiche_end(1); };"),
    ] {
        assert_eq!(repaired(code), wanted, "{code}");
    }
    // Too few arguments for defaults that differ, what it returns is asked for, and arguments that are not told apart.
    for code in [
        "dol_fiche_head($head);",
        "$a = dol_fiche_end();",
        "@dol_fiche_end();",
        "print_fiche_titre(...$a);",
        "\\dol_fiche_end();",
        "$o->dol_fiche_end();",
    ] {
        assert_eq!(repaired(code), code);
    }
    assert_eq!(repaired_with("dol_fiche_end();", &Has::default()), "dol_fiche_end();");
}

#[test]
fn syntax_that_newer_php_refuses_becomes_what_all_take() {
    for (code, wanted) in [
        ("$a = $s{0}.$o->x{ $i }.$l[1]{2}[3]{$k{0}};", "$a = $s[0].$o->x[ $i ].$l[1][2][3][$k[0]];"),
        (
            "class A { function f() { return $this->s{strlen($this->s) - 1}; } }",
            "class A { function f() { return $this->s[strlen($this->s) - 1]; } }",
        ),
        ("$a = (real) $b + ( real )$c;", "$a = (float) $b + ( float )$c;"),
        ("$a =& new A(); $b = & new B;", "$a = new A(); $b =  new B;"),
        ("$a = \"${b} {$c} $d ${e['f']} \\${g}\";", "$a = \"{$b} {$c} $d ${e['f']} \\${g}\";"),
        (
            "function f(User $u = null, ?B $b = null, $c = null, int|string $d = null, array &$e = NULL) {}",
            "function f(?User $u = null, ?B $b = null, $c = null, int|string $d = null, ?array &$e = NULL) {}",
        ),
    ] {
        assert_eq!(repaired(code), wanted, "{code}");
        assert_eq!(repaired(wanted), wanted, "{code}");
    }
    assert_eq!(repaired_with("function f(User $u = null) {}", &Has::default()), "function f(User $u = null) {}");
}

/// The code with `new` in the place of `old` wherever that is a property.
fn renamed(code: &str) -> String {
    let text = format!("<?php\n{code}\n");
    let mut places = Places::new();
    for (line, row) in text.lines().enumerate() {
        let all = (1..=row.chars().count())
            .map(|column| ((u32::try_from(line + 1).unwrap(), u32::try_from(column).unwrap()), Some("new".to_owned())));
        places.extend(all.filter(|((_, column), _)| row[*column as usize - 1..].starts_with("old")));
    }
    let text = repair(text.as_bytes(), &Has::default(), &places).map_or(text.clone(), |repaired| String::from_utf8(repaired.text).unwrap());
    text["<?php\n".len()..text.len() - 1].to_owned()
}

#[test]
fn properties_get_their_new_name_where_the_old_one_need_not_be_real() {
    for (code, wanted) in [
        (
            "print $o->old.\"a $o->old {$o->old} $o->old->x {$o->old->id}\";",
            "print $o->new.\"a $o->new {$o->new} $o->new->x {$o->new->id}\";",
        ),
        ("$o->old = $o?->old ?? 1; $o->old .= 'x'; $o->old++;", "$o->new = $o?->new ?? 1; $o->new .= 'x'; $o->new++;"),
        ("if (isset($o->old) && !empty($o->old)) unset($o->old);", "if (isset($o->new) && !empty($o->new)) unset($o->new);"),
        (
            "class A { function f() { return $this->old->id + $this->old[0]; } }",
            "class A { function f() { return $this->new->id + $this->new[0]; } }",
        ),
        ("foreach ($o->old as $x) { f($o->old->id, $a[$o->old]); }", "foreach ($o->new as $x) { f($o->new->id, $a[$o->new]); }"),
        (
            "$f = function () use ($o) { return new class { function f($o) { return $o->old; } }; };",
            "$f = function () use ($o) { return new class { function f($o) { return $o->new; } }; };",
        ),
    ] {
        assert_eq!(renamed(code), wanted, "{code}");
    }
    for code in [
        "$a = &$o->old; $o->old = &$a; $a = [&$o->old];",
        "$o->old[] = 1; $o->old['a']['b'] .= 2; $o->old[1]++; unset($o->old[1]); [$o->old] = $a; list($b, $o->old[1]) = $a;",
        "f($o->old); $o->f($o->old[1]); A::f($o->old); new A($o->old); new class($o->old) {};",
        "foreach ($o->old as &$x) {} foreach ($a as $o->old) {}",
        "$o->{'old'}; $o->$old; A::$old; $old; old(); $o->old(); $a = 'old'; $a = \"$old\"; // $o->old",
    ] {
        assert_eq!(renamed(code), code);
    }
}
