<?php
require '../../main.inc.php';

// Nothing fills this property any more.
if ($user->societe_id > 0) {
	accessforbidden();
}
