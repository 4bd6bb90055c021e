<?php
require '../../main.inc.php';

llxHeader();

print '<form method="POST" action="'.$_SERVER["PHP_SELF"].'">';
print '<input type="hidden" name="token" value="'.newToken().'">';
print '<input type="submit" name="action" value="search">';
print '</form>';
print '<a href="'.$_SERVER["PHP_SELF"].'?action=delete&token='.newToken().'">books</a>';

llxFooter();
