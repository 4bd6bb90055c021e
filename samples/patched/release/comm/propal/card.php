<?php
require '../../main.inc.php';

print 'a proposal';
