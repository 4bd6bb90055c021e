<?php
$menu = DOL_DOCUMENT_ROOT.'/core/menus/standard/eldy.lib.php';
file_put_contents($menu, str_replace('invoice', 'bill', file_get_contents($menu)));
copy('logo.png', DOL_DOCUMENT_ROOT.'/theme/eldy/img/'.$name.'.png');
unlink(__DIR__.'/../../../main.inc.php');
