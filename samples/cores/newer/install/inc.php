<?php
$arrayphpminversionerror = array(7, 2, 0);
$arrayphpmaxversionwarning = array(8, 4, 0);
