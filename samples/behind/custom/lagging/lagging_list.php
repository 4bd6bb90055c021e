<?php
/* A page that was written when Dolibarr asked for no token. */
require '../../main.inc.php';

llxHeader();

print '<form method="POST" action="'.$_SERVER["PHP_SELF"].'">';
print '<input type="hidden" name="action" value="rename">';
print '<input type="submit" value="Rename">';
print '</form>';

print '<form method="POST" action="'.$_SERVER["PHP_SELF"].'">';
print '<input type="hidden" name="token" value="'.$_SESSION['newtoken'].'">';
print '<input type="submit" value="Search">';
print '</form>';

print '<a href="'.$_SERVER["PHP_SELF"].'?action=delete&id=1">Delete</a>';
print '<a href="'.$_SERVER["PHP_SELF"].'?action=overview">Overview</a>';

print "<script>$.post('ajax/lagging.php', {id: 1});</script>";

llxFooter();
