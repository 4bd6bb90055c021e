<?php
require '../../main.inc.php';
print 'books';
