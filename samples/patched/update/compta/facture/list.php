<?php
require '../../main.inc.php';

$limit = 25;
$page = 0;

$offset = $limit * $page;

print $offset;
