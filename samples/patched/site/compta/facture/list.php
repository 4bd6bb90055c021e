<?php
require '../../main.inc.php';

$limit = 20;
$page = 0;

$offset = $limit * $page;

print $offset;
