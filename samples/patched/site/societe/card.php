<?php
require '../main.inc.php';

print 'a third party';
