<?php
// A stand-in for the core, just large enough to be patched.
require_once 'filefunc.inc.php';
