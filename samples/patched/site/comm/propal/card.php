<?php
require '../../main.inc.php';

print 'an offer';
