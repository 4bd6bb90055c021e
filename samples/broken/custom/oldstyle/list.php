<?php
require '../../main.inc.php';

// Nothing fills this property any more.
if ($user->societe_id > 0) {
	accessforbidden();
}

// The editor's markup does not come through.
$object->remarks = GETPOST('remarks');
$editor = new DolEditor('remarks', $object->remarks, '', 200);
$editor->Create();
