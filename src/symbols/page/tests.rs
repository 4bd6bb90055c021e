use std::sync::Arc;

use crate::model::sent::{Sent, Way};
use crate::php::{Arena, parse};
use crate::symbols::read;

fn sent(code: &str) -> Vec<Sent> {
    let arena = Arena::new();
    let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
    read(&file, &[], &|_, _| false).sent
}

/// What a page of Dolibarr sends without a token: `form` or the action, then line and column, then the page; `?` where it is only likely.
fn found(code: &str) -> Vec<String> {
    let shown = sent(&format!("<?php // dol_\n{code}")).into_iter().map(|sent| {
        let way = match sent.way {
            Way::Link { action, is_open } => action + if is_open { "…" } else { "" },
            Way::Script => "script".to_owned(),
            Way::Form => "form".to_owned(),
        };
        let page = if sent.page.is_empty() { String::new() } else { format!(" {}", sent.page) };
        format!("{way} {}:{}{page}{}", sent.place.line - 1, sent.place.column, if sent.sure { "" } else { "?" })
    });
    shown.collect()
}

const SUBMIT: &str = "<input type=submit>";

#[test]
fn forms_are_found_however_they_are_printed() {
    let forms = [
        "print '<form method=\"POST\" action=\"'.$_SERVER['PHP_SELF'].'\">'; print 'SUBMIT</form>';",
        "print \"<FORM action='\".DOL_URL_ROOT.\"/a/b.php?x=1' Method = 'post'>SUBMIT</FORM>\";",
        "$out = 'x'; $out .= '<form method=\"post\">SUBMIT'; $out .= '</form>'; return $out;",
        "echo <<<X\n<form method=\"post\">\nSUBMIT</form>\nX;",
        "?> <form method=post>SUBMIT <?php echo $x; ?></form>",
        "echo 'a', '<form method=\\'post\\'>SUBMIT</form>';",
        "print '<form method=\"post\">SUBMIT'; require_once 'a.class.php'; print '<input required></form>';",
        "print '<form method=\"post\" action=\"'.$url.'\">SUBMIT</form>';",
        "class A { function b() { print '<form method=\"post\">SUBMIT</form>'; } }",
        "$f = function () { print f('<form method=\"post\">SUBMIT</form>'); };",
    ];
    let all: Vec<String> = forms.iter().flat_map(|code| found(&code.replace("SUBMIT", SUBMIT))).collect();
    let places = ["1:8", "1:8 b.php", "1:22", "2:1", "1:4", "1:12", "1:8", "1:8?", "1:33", "1:29"].map(|place| format!("form {place}"));
    assert_eq!(all, places);
}

#[test]
fn forms_with_a_token_or_what_may_bring_one_are_silent() {
    let forms = [
        "print '<form method=\"post\">SUBMIT<input name=\"token\" value=\"'.newToken().'\"></form>';",
        "print '<form method=\"post\">SUBMIT'; print hidden($_SESSION['newtoken']); print '</form>';",
        "$url = 'a.php?token='.newToken(); print '<form method=\"post\" action=\"'.$url.'\">SUBMIT</form>';",
        "print '<form method=\"post\" action=\"'.$this->address().'\">SUBMIT</form>';",
        "print '<form method=\"post\">SUBMIT'; include 'fields.tpl.php'; print '</form>';",
        "print '<form method=\"post\" action=\"#\">SUBMIT</form><form method=\"post\">only a script sends this</form>';",
        "print '<form method=\"'.$method.'\">SUBMIT</form><form>SUBMIT</form><formula method=\"post\">SUBMIT</form>';",
        "print '<form method=\"post\">SUBMIT';",
        "?><!-- <form method=\"post\">SUBMIT</form> --><?php // <form method=\"post\">SUBMIT</form>",
    ];
    for code in forms {
        assert_eq!(found(&code.replace("SUBMIT", SUBMIT)), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn addresses_are_found_wherever_the_browser_follows_them() {
    let links = [
        "print '<a href=\"'.$_SERVER['PHP_SELF'].'?action=del&id='.$id.'\">';",
        "print \"<a class='x' href='\".dol_buildpath('/a/b.php', 1).\"?id=$id&amp;action=del'>\";",
        "print \"<a href=\\\"c.php?action=del\\\">\";",
        "?><a href=\"<?php echo $_SERVER['PHP_SELF']; ?>?id=<?= $id ?>&action=del\"><?php",
        "print '<a href='.$_SERVER['PHP_SELF'].'?action=del>';",
        "$url = 'd.php?action=del'; print '<a href=\"'.$url.'\">';",
        "header('Location: e.php?action=del&id='.$id);",
        "print dolGetButtonTitle('', '', '', 'f.php?action=del');",
        "print '<a href=\"g.php?action=del'.$param.'\">';",
        "print '<a href=\"h.php?action=del_'.$name.'&x=1\">';",
    ];
    let all: Vec<String> = links.iter().flat_map(|code| found(code)).collect();
    let wanted = [
        "del 1:42",
        "del 1:71 b.php",
        "del 1:24 c.php",
        "del 1:62",
        "del 1:41",
        "del 1:15 d.php",
        "del 1:25 e.php",
        "del 1:44 f.php",
        "del… 1:23 g.php?",
        "del_… 1:23 h.php?",
    ];
    assert_eq!(all, wanted);
}

#[test]
fn addresses_with_a_token_or_what_may_be_one_are_silent() {
    let links = [
        "print '<a href=\"a.php?token='.newToken().'&action=del\"><a href=\"a.php?action=del&token='.$_SESSION['newtoken'].'\">';",
        "$param = '&token='.newToken(); print '<a href=\"a.php?action=del'.$param.'\">';",
        "print '<a href=\"a.php?action=del'.more($id).'\"><a href=\"'.$this->url().'?action=del\">';",
        "$out = '<a href=\"a.php?action=del&id='; $out .= $id.$end;",
        "print '<a href=\"https://b.example/?action=del\"><a href=\"javascript:f(\\'?action=del\\')\">';",
        "print '<a data-href=\"a.php?action=del\"><form action=\"a.php?action=del\">'; $x = 'a.php?action=del';",
        "print $form->formconfirm('a.php?action=del', 'b'); print dolGetButtonAction('', '', 'delete', 'a.php?action=del');",
        "print '<a href=\"a.php?action=\"><a href=\"a.php?action='.$action.'\"><a href=\"a.php?reaction=del\">';",
        "print '<!-- <a href=\"a.php?action=del\"> -->';",
    ];
    for code in links {
        assert_eq!(found(code), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn calls_by_scripts_are_found_where_all_of_their_data_is_there() {
    let calls = [
        "?><script>$.post('a.php', {x: 1});</script>",
        "?><script>jQuery.ajax({dataType: 'json', data: {x: f(1)}, url: '<?php echo dol_buildpath('/m/b.php', 1); ?>', method:\"post\"});</script>",
        "$out = '<script>'; $out .= '$.ajax({type: \\'POST\\', url: \\'c.php\\', data: {x: 1}});'; return $out;",
    ];
    let all: Vec<String> = calls.iter().flat_map(|code| found(code)).collect();
    assert_eq!(all, ["script 1:11 a.php?", "script 1:11 b.php?", "script 1:29 c.php?"]);
    let silent = [
        "?><script>$.post('a.php', {x: 1, token: '<?php echo newToken(); ?>'}); $.post('a.php', data); other.post('a.php', {x: 1});",
        "?><script>$.ajax({url: 'a.php', data: {x: 1}}); $.ajax({url: 'a.php', data: data, type: 'POST'});",
        "?><script>$.post(url, {x: 1}); $.post('https://a.example/a.php', {x: 1}); $.post('a.php', {x: <?php echo newToken(); ?>});",
        "?><script>// $.post('a.php', {x: 1});\n<!-- $.post('a.php', {x: 1}); -->",
        "?><script>$.post('a.php', {x: 1}",
    ];
    for code in silent {
        assert_eq!(found(code), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn a_file_is_unprotected_by_what_it_defines() {
    let is_unprotected = |code: &str| super::is_unprotected(code.as_bytes());
    let all = [
        "define('NOCSRFCHECK', 1);",
        "if (!defined(\"NOCSRFCHECK\")) define('NOCSRFCHECK', 1);",
        "foreach (array('NOCSRFCHECK') as $c) define($c, 1);",
    ];
    assert!(all.iter().all(|code| is_unprotected(code)));
    let none =
        ["// define('NOCSRFCHECK', 1);", "if (defined('NOCSRFCHECK'))", "if (!defined( \"NOCSRFCHECK\")) define('NOSCRFCHECK', 1);", ""];
    assert!(!none.iter().any(|code| is_unprotected(code)));
}

#[test]
fn a_file_that_does_not_speak_of_dolibarr_is_another_program() {
    let code = "<form method=post><input type=submit></form><a href=\"?action=del\">";
    assert_eq!(sent(code).len(), 0);
    assert_eq!(sent(&format!("{code}<?php llxHeader(); dol_x();")).len(), 2);
}

#[test]
fn hostile_texts_end() {
    let deep = format!("<?php // dol_\nprint {}'<a href=\"?action=del\">'{};", "(".repeat(400), ")".repeat(400));
    sent(&deep);
    let long = format!("<?php // dol_\nprint '{}';", "<form method=post <form <form href=?action=del&action= ".repeat(2_000));
    sent(&long);
    sent("<?php // dol_\nprint '<form method=\"\u{e9}'.\"\\x02\\x03<form method=\\\"post\".'action=\"'.$a.'</form");
}

#[test]
fn hostile_texts_end_soon() {
    let start = std::time::Instant::now();
    sent(&format!("<?php // dol_\nprint '{}</form>';", "<form method=post>submit".repeat(40_000)));
    sent(&format!("<?php // dol_\nprint '{}';", "<form method=post>".repeat(50_000)));
    sent(&format!("<?php // dol_\nprint '{}';", "<a href=\"?action=del'.$x.'\">".repeat(30_000)));
    sent(&format!("<?php // dol_\n{}", "print '<a href=\"?action=del'.$x.'\"><a href=\"'.$y.'\">';".repeat(15_000)));
    sent(&format!("<?php // dol_\n{}", "defined('NOCSRFCHECK');".repeat(50_000)));
    sent(&format!("<?php // dol_\nprint '{}';", "$.post(\"a.php\", {x: (".repeat(50_000)));
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
