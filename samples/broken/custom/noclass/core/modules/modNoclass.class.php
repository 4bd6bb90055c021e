<?php
// The upload stopped here.
