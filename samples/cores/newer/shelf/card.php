<?php
require '../main.inc.php';
require_once DOL_DOCUMENT_ROOT.'/shelf/class/book.class.php';

$hookmanager->initHooks(array('bookcard', 'globalcard'));
$reshook = $hookmanager->executeHooks('doActions', $parameters, $object, $action);
include DOL_DOCUMENT_ROOT.'/shelf/tpl/lines.tpl.php';
