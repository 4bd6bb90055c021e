<?php
header('Content-type: text/css');
