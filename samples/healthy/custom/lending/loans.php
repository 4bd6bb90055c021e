<?php
require '../../main.inc.php';
print 'loans';
