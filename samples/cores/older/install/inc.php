<?php
$arrayphpminversionerror = array(7, 1, 0);
$arrayphpmaxversionwarning = array(8, 3, 0);
