<?php
// A stand-in for the entry of every page.
require_once 'filefunc.inc.php';
