<?php
require '../../../main.inc.php';
print 'setup';
