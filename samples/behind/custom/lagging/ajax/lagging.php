<?php
/* Called by a script of the list. */
require '../../../main.inc.php';

print json_encode(array('late' => 1));
