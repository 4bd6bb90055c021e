<?php
require '../main.inc.php';
