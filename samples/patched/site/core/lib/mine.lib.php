<?php

function mine()
{
}
