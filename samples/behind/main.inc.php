<?php
// A stand-in for the core, just large enough to be recognised as one.
require_once 'filefunc.inc.php';
