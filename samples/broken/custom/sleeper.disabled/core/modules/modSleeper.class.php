<?php
class modSleeper extends DolibarrModules
{
}
